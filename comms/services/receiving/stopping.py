"""Who tells us to stop is heard in the transaction that keeps their message (H:G7, S11)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from comms.models import Channel, Conversation, Message
from comms.providers.base import Incoming, Preference
from comms.providers.twilio.reading import OPT_OUT
from comms.public.words import FALLBACK, all_words
from comms.services.receiving.people import Writer, addresses_of, writer_of
from comms.services.refusals import Draft, why_not
from comms.services.stop_words import START, STOP, asked_by
from comms.services.writing import write
from leads.models import Lead, Suppression
from leads.models.consent import Purpose
from leads.services.consent import asked_for_more, suppress
from leads.services.consent.keys import Address
from leads.services.consent.stopping import hold_addresses
from leads.services.left_behind import owners_of
from leads.services.matching import lock_people
from leads.services.owners import hold_people
from leads.services.talking import holder_of

Reason = Suppression.Reason


@dataclass(frozen=True)
class Asked:
    """What the whole message asks for: STOP, START or nothing. `is_new`: it was not so before."""

    word: str = ""
    is_new: bool = False

    def __bool__(self) -> bool:
        return bool(self.word)


def heard(
    news: Incoming, writer: Writer, channel: str, lead: Lead | None, talk: Conversation | None, *, now: datetime
) -> Asked:
    """What they ask for, and it is done. A stop is about where we wrote to, too, when it comes from elsewhere; one
    that was said after a START is not ended by it, whenever that is told."""
    word = "" if news.is_automatic else _asked(news)
    if not word:
        return Asked()
    if word == START and talk is not None and _has_stopped_since(talk, news.at):
        return Asked(word)
    said = _said_by(writer)
    if word == STOP and talk is not None:
        said += [(talk.kind, talk.address)]
        said += [(Conversation.Kind.WHATSAPP, talk.whatsapp_id)] if talk.whatsapp_id else []
    changed = _do(word == STOP, said, channel, "", lead, source=f"{channel}: {word}", now=now)
    return Asked(word, changed > 0)


def confirm(talk: Conversation, asked: Asked, *, now: datetime) -> None:
    """One last word to whoever stopped, once, in their language (F 2b). Of SMS the carrier says it itself."""
    if asked.word == STOP and asked.is_new and talk.channel != Channel.SMS:
        words = all_words().get(talk.language) or all_words()[FALLBACK]
        draft = Draft(words["done_said"], is_last_word=True)
        if not why_not(talk, draft, now=now):
            write(talk.pk, draft, by=None, now=now)
            Conversation.objects.filter(pk=talk.pk).update(unread=1)  # nobody of ours has read it


def preferred(news: Preference, channel: str, *, now: datetime) -> None:
    """They told the provider, with a button of its own."""
    writer = writer_of(news.sender, channel)
    if writer is None:
        return
    lock_people(writer.contacts)
    lead = holder_of(writer.contacts)
    purpose = Purpose.MARKETING if news.purpose else ""
    said = _said_by(writer)
    _do(not news.wants, said, channel, purpose, lead, source=f"{channel}: provider", now=now)


def _said_by(writer: Writer) -> list[Address]:
    """Where answers go is stopped whatever we make of it: a number of a range that was opened lately is no contact
    yet."""
    return list(dict.fromkeys([(writer.kind, writer.address), *addresses_of(writer.contacts)]))


def _has_stopped_since(talk: Conversation, at: datetime) -> bool:
    theirs = talk.messages.filter(Q(at__gt=at) | Q(edited_at__gt=at), is_out=False, is_automatic=False)
    return any(_asked(one) == STOP for one in theirs)


def _asked(news: Incoming | Message) -> str:
    """Twilio says itself what it took for a stop; otherwise the words do."""
    told = str(news.about.get(OPT_OUT, ""))
    return {"STOP": STOP, "START": START}.get(told) or asked_by(news.body)


def _do(
    stops: bool,
    addresses: list[Address],
    channel: str,
    purpose: str,
    lead: Lead | None,
    *,
    source: str,
    now: datetime,
) -> int:
    """By this way alone: whoever stops SMS may still want their mail. How many addresses changed."""
    hold_addresses(addresses)  # before people, and these before leads
    about = {"channel": channel, "source": source, "lead": lead.pk if lead else None, "now": now}
    if lead is not None:
        hold_people(owners_of([lead.pk]))
    if stops:
        return suppress(addresses, reason=Reason.STOP, purpose=purpose, by=None, **about)
    return asked_for_more(addresses, purpose=purpose, **about)
