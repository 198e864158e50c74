"""What the clinic wrote with its own telephone stands in the thread as ours: noted, never sent (INTEGRATIONS 4)."""

from datetime import datetime

from django.db.models import Min

from comms.models import Conversation, Message
from comms.services import live
from comms.services.holding import hold_conversation, hold_message
from comms.services.receiving import amending, conversations
from comms.services.receiving.incoming import is_told, is_with, keep
from comms.services.receiving.letter import Letter
from comms.services.receiving.people import Writer, writer_of
from comms.services.showing import show
from leads.services.contact import contacted
from leads.services.matching import lock_people
from leads.services.talking import hold_behind_people, holder_of
from tenants.audit.services.record import record

NOBODY_WAITS = (Message.Kind.REACTION, Message.Kind.OTHER)


def wrote_by_telephone(letter: Letter, *, now: datetime) -> Message | None:
    """The message, or None for one that is there already: a message that left by this product is named the same.

    `letter.news.sender` is whom it went to. Whoever waited for an answer has one; somebody whom nobody knows is no
    lead for being written to. Part of the transaction that also says that the event was read.
    """
    news = letter.news
    account = conversations.account_of(letter.channel, news.account)
    reader = writer_of(news.sender, letter.channel)
    if reader is None:
        return None
    lock_people(reader.contacts)
    known = amending.said_before(account, news)
    if known is not None and amending.is_repeat(known, news):
        return _amend(known, letter, reader) if amending.amends(news) else None
    talk = conversations.find(account, reader)
    lead = talk.lead if talk is not None and talk.lead_id else holder_of(reader.contacts)
    if lead is not None:
        hold_behind_people(lead)
    talk = talk or conversations.begin(account, reader, lead=lead.pk if lead else None, at=news.at)
    held = hold_conversation(talk.pk)
    message = keep(letter, account, held, known, is_out=True, now=now)
    if not is_told(news) and not amending.amends(news):
        _answered(held, news.at)
    show(message)
    live.changed(held.pk)
    return message


def _amend(known: Message, letter: Letter, reader: Writer) -> Message | None:
    if not known.is_out or not is_with(known.conversation, reader):
        return None
    message = hold_message(known.pk)
    if message is None or not amending.amend(message, letter.news):
        return None
    message.save()
    show(message, at=letter.news.at)
    live.changed(message.conversation_id)
    return message


def _answered(talk: Conversation, at: datetime) -> None:
    """They have heard from us at `at`: whoever wrote later than that waits still."""
    talk.last_out_at = max(talk.last_out_at or at, at)
    later = talk.messages.filter(is_out=False, is_automatic=False, at__gt=at).exclude(kind__in=NOBODY_WAITS)
    waits_since = later.aggregate(first=Min("at"))["first"]
    if talk.waiting_since is not None and talk.waiting_since <= at:
        talk.waiting_since = waits_since
    if waits_since is None:
        talk.unread = 0
    talk.save()
    if talk.lead_id:
        contacted([talk.lead_id], by=None, at=at)
        record("message.sent", talk.lead, note=talk.channel)
