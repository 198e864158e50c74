"""A patient's message becomes a row of its conversation, and moves what it moves, in one transaction."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F

from comms.models import Account, Attachment, Channel, Conversation, Message
from comms.providers.base import Incoming
from comms.services import live
from comms.services.files.fetching import FROM_EVENT, fetch_soon
from comms.services.holding import hold_conversation
from comms.services.language import guessed
from comms.services.receiving import conversations
from comms.services.receiving.letter import Letter
from comms.services.receiving.people import Writer, writer_of
from comms.services.receiving.stopping import Asked, confirm, heard
from comms.services.receiving.strangers import arrival_of
from comms.services.showing import show
from comms.services.windows import closes_at
from comms.services.writing import cancel_waiting
from leads.models import Lead
from leads.services.matching import lock_people
from leads.services.talking import hold_behind_people, holder_of, learn, wrote_in

Kind = Message.Kind
# What is told about a talk rather than said in it: kept, and nobody waits for an answer to it.
TOLD = {"system", "revoke"}
KINDS: Mapping[str, str] = {
    **{kind: kind for kind in Kind.values},
    **dict.fromkeys(("email", "media", "edit", "template"), Kind.TEXT),
    **dict.fromkeys(("button", "interactive"), Kind.BUTTON),
}


def receive(letter: Letter, *, now: datetime) -> Message | None:
    """The message, or None for one that is there already and for what nobody could answer or has to read.

    Part of the transaction that also says that the event was read. People are held before leads, leads before the
    conversation; two first messages of one person wait for each other and make one conversation.
    """
    news = letter.news
    account = conversations.account_of(letter.channel, news.account)
    writer = writer_of(news.sender, letter.channel)
    if writer is None or writer.address == account.external_id:  # nobody, or a copy of what we wrote
        return None
    lock_people(writer.contacts)
    if Message.objects.filter(account=account, provider_id=news.provider_id).exists():
        return None
    talk = conversations.find(account, writer, news.reply_to)
    lead = _lead_of(talk, writer)
    if lead is None and talk is None and news.is_automatic:
        return None  # a newsletter, or a machine's answer to nobody
    asked = heard(news, writer, letter.channel, lead, talk, now=now)
    language = guessed(news.body or news.subject, country=writer.country)
    if lead is not None:
        lead = _tell_lead(lead, letter, writer, asked, language, now=now)
    talk = talk or conversations.begin(account, writer, lead=lead.pk if lead else None, at=news.at)
    held = hold_conversation(talk.pk)
    if lead is None and held.arrival_id is None and not asked and writer.contacts:
        held.arrival = arrival_of(letter, writer, language, now=now)
    message = _keep(letter, account, held, now=now)
    _move(held, news, writer, lead, language, waits=not asked and news.kind not in {*TOLD, Kind.REACTION})
    show(message)
    live.changed(held.pk)
    confirm(held, asked, now=now)
    return message


def _lead_of(talk: Conversation | None, writer: Writer) -> Lead | None:
    if talk is not None and talk.lead_id:
        return Lead.objects.select_related("stage", "treatment").get(pk=talk.lead_id)
    return holder_of(writer.contacts)


def _tell_lead(lead: Lead, letter: Letter, writer: Writer, asked: Asked, language: str, *, now: datetime) -> Lead:
    """Whoever asks us to stop is no warmer for it, and a machine's answer is none.

    Anybody can write any sender into a mail, or answer one that was passed on: that is nobody's new address.
    """
    news, lead = letter.news, hold_behind_people(lead)
    if letter.channel != Channel.MAIL:
        learn(lead, writer.contacts, now=now)
    if not asked and not news.is_automatic and news.kind not in TOLD:
        wrote_in(lead, text=news.body, language=language, at=news.at)
    return lead


def _keep(letter: Letter, account: Account, talk: Conversation, *, now: datetime) -> Message:
    news = letter.news
    kind = KINDS.get(news.kind, Kind.OTHER)
    about = dict(news.about)
    if kind != news.kind and news.kind not in {"email", "media", "interactive"}:
        about["type"] = news.kind
    message = Message.objects.create(
        conversation=talk,
        account=account,
        is_out=False,
        kind=kind,
        subject=news.subject[:300],
        body=news.body,
        about=about,
        referral=dict(news.referral),
        is_automatic=news.is_automatic,
        at=news.at,
        state=Message.State.RECEIVED,
        provider_id=news.provider_id[:255],
        in_reply_to=next(iter(news.reply_to), "")[:255],
    )
    _keep_files(letter, message, now=now)
    return message


def _keep_files(letter: Letter, message: Message, *, now: datetime) -> None:
    """Named now, fetched afterwards: of a mail out of the event that brought it, else from the provider."""
    from_event = f"{FROM_EVENT}{letter.event}#" if letter.channel == Channel.MAIL else ""
    files = [
        Attachment(
            message=message,
            name=one.name[:200],
            mime=one.mime[:100],
            sha256=one.sha256 if len(one.sha256) == 64 else "",
            media_id=one.media_id[:255],
            url=f"{from_event}{place}" if from_event else one.url,
        )
        for place, one in enumerate(letter.news.media)
    ]
    Attachment.objects.bulk_create(files)
    fetch_soon(files, now=now)


def _move(
    talk: Conversation, news: Incoming, writer: Writer, lead: Lead | None, language: str, *, waits: bool
) -> None:
    """What the inbox sorts by. An older message than the newest of theirs opens no window again."""
    talk.lead_id = talk.lead_id or (lead.pk if lead else None)
    talk.name, talk.username = writer.name or talk.name, writer.username or talk.username
    talk.whatsapp_id = talk.whatsapp_id or writer.user_id
    talk.language = talk.language or language
    if news.kind not in TOLD and not news.is_automatic:
        talk.last_in_at = max(talk.last_in_at or news.at, news.at)
        talk.window_until = closes_at(talk.channel, talk.last_in_at)
        talk.unread = F("unread") + 1
        talk.done_at = None
        if talk.wakes_on_reply:
            talk.snoozed_until = None
        if waits and (talk.last_out_at is None or news.at > talk.last_out_at):
            talk.waiting_since = talk.waiting_since or news.at
        cancel_waiting([talk.pk], now=news.at)
    talk.save()
