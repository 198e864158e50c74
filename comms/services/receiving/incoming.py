"""A patient's message becomes a row of its conversation, and moves what it moves, in one transaction."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F

from comms.models import Account, Attachment, Channel, Conversation, Message
from comms.providers.base import Incoming
from comms.services import live
from comms.services.files.fetching import FROM_EVENT, fetch_soon
from comms.services.holding import hold_conversation, hold_message
from comms.services.language import guessed
from comms.services.receiving import amending, conversations
from comms.services.receiving.letter import Letter
from comms.services.receiving.people import Writer, writer_of
from comms.services.receiving.stopping import Asked, confirm, heard
from comms.services.receiving.strangers import arrival_of
from comms.services.showing import show
from comms.services.windows import closes_at
from comms.services.writing import cancel_waiting
from comms.signals import patient_spoke, wrote_from_ad
from leads.models import Lead
from leads.services.matching import lock_people
from leads.services.spreading import tell_all
from leads.services.talking import hold_behind_people, holder_of, learn, wrote_in

Kind = Message.Kind
# What is told about a talk rather than said in it: kept, and nobody waits for an answer to it.
TOLD = {"system", "revoke", "request_welcome"}
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
    known = amending.said_before(account, news)
    if known is not None and amending.is_repeat(known, news):
        return _amend(known, letter, writer, now=now) if amending.amends(news) else None
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
    if lead is None and held.arrival_id is None and not asked and writer.contacts and not is_told(news):
        held.arrival = arrival_of(letter, writer, language, now=now)
    message = keep(letter, account, held, known, now=now)
    _move(held, news, writer, lead, language, waits=not asked and news.kind != Kind.REACTION, is_new=not known)
    if message.referral and held.lead_id:
        tell_all(wrote_from_ad, message=message)
    show(message)
    live.changed(held.pk)
    confirm(held, asked, now=now)
    return message


def is_told(news: Incoming) -> bool:
    """Nobody waits for an answer to it; a reaction that says nothing is one that was taken back."""
    return news.kind in TOLD or (news.kind == Kind.REACTION and not news.body)


def _amend(known: Message, letter: Letter, writer: Writer, *, now: datetime) -> Message | None:
    """They changed a message of theirs, or took it back; whoever writes STOP into an old one has stopped, too."""
    news, talk = letter.news, known.conversation
    if known.is_out or not is_with(talk, writer):
        return None
    lead, asked = _lead_of(talk, writer), Asked()
    if is_reworded := amending.is_new_wording(known, news):
        asked = heard(news, writer, letter.channel, lead, talk, now=now)
    message = hold_message(known.pk)
    if message is None or not amending.amend(message, news):
        return None
    message.save()
    if is_reworded:
        rows = Conversation.objects.filter(pk=talk.pk)
        rows.filter(unread=0).update(unread=1)
        rows.update(done_at=None)
    show(message, at=news.at)
    live.changed(talk.pk)
    confirm(message.conversation, asked, now=now)
    return message


def is_with(talk: Conversation, writer: Writer) -> bool:
    is_there = (talk.kind, talk.address) == (writer.kind, writer.address)
    return is_there or bool(writer.user_id and talk.whatsapp_id == writer.user_id)


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
    if not asked and not news.is_automatic and not is_told(news) and not amending.amends(news):
        wrote_in(lead, text=news.body, language=language, at=news.at)
    return lead


def keep(
    letter: Letter,
    account: Account,
    talk: Conversation,
    known: Message | None = None,
    *,
    is_out: bool = False,
    now: datetime,
) -> Message:
    """A row of what was said: `known`, where that held its place in this talk."""
    news, columns = letter.news, _columns(letter.news)
    if known is not None and (known.conversation_id, known.is_out) != (talk.pk, is_out):
        known.delete()  # a change of something that was not theirs to change
        known = None
    if known is not None:
        amending.fill(known, columns)
        known.save()
        message, has_files = known, known.attachments.exists()
    else:
        columns |= amending.place(news) if amending.amends(news) else {}
        message = Message.objects.create(
            conversation=talk,
            account=account,
            is_out=is_out,
            state=Message.State.LOGGED if is_out else Message.State.RECEIVED,
            provider_id=amending.said_id(news),
            **columns,
        )
        has_files = False
    if not has_files:
        _keep_files(letter, message, now=now)
    return message


def _columns(news: Incoming) -> dict[str, object]:
    kind = KINDS.get(news.kind, Kind.OTHER)
    about = dict(news.about)
    if kind != news.kind and news.kind not in {"email", "media", "interactive"}:
        about[amending.TYPE] = news.kind
    answered = news.reply_to[1:] if amending.amends(news) else news.reply_to
    return {
        "kind": kind,
        "subject": news.subject[:300],
        "body": news.body,
        "about": about,
        "referral": dict(news.referral),
        "is_automatic": news.is_automatic,
        "at": news.at,
        "in_reply_to": next(iter(answered), "")[:255],
    }


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
    talk: Conversation,
    news: Incoming,
    writer: Writer,
    lead: Lead | None,
    language: str,
    *,
    waits: bool,
    is_new: bool,
) -> None:
    """What the inbox sorts by. An older message than the newest of theirs opens no window again, nor does a change
    of one; `is_new`: no change of it has been counted before it."""
    talk.lead_id = talk.lead_id or (lead.pk if lead else None)
    talk.name, talk.username = writer.name or talk.name, writer.username or talk.username
    talk.whatsapp_id = talk.whatsapp_id or writer.user_id
    talk.language = talk.language or language
    is_change = amending.amends(news)
    if is_change or not (is_told(news) or news.is_automatic):
        talk.unread = F("unread") + (1 if is_new else 0)
        talk.done_at = None
        if talk.wakes_on_reply:
            talk.snoozed_until = None
    if not is_change and not is_told(news) and not news.is_automatic:
        talk.last_in_at = max(talk.last_in_at or news.at, news.at)
        talk.window_until = closes_at(talk.channel, talk.last_in_at)
        if waits and (talk.last_out_at is None or news.at > talk.last_out_at):
            talk.waiting_since = min(talk.waiting_since or news.at, news.at)
        cancel_waiting(talk, now=news.at)
        if talk.lead_id:
            tell_all(patient_spoke, lead_id=talk.lead_id, at=news.at, way=talk.channel)
    talk.save()
