"""Who tells us to stop is heard in the transaction that keeps their message (H:G7, S11)."""

from datetime import datetime

from comms.providers.base import Incoming, Preference
from comms.providers.twilio.reading import OPT_OUT
from comms.services.receiving.people import Writer, addresses_of, writer_of
from comms.services.stop_words import START, STOP, asked_by
from leads.models import Lead, Suppression
from leads.models.consent import Purpose
from leads.services.consent import asked_for_more, suppress
from leads.services.left_behind import owners_of
from leads.services.matching import lock_people
from leads.services.owners import hold_people
from leads.services.talking import holder_of

Reason = Suppression.Reason


def heard(news: Incoming, writer: Writer, channel: str, lead: Lead | None, *, now: datetime) -> str:
    """STOP or START when the whole message asks for it, and it is done; else an empty string."""
    asked = "" if news.is_automatic else _asked(news)
    if asked:
        _do(asked == STOP, writer, channel, "", lead, source=f"{channel}: {asked}", now=now)
    return asked


def preferred(news: Preference, channel: str, *, now: datetime) -> None:
    """They told the provider, with a button of its own."""
    writer = writer_of(news.sender, channel)
    if writer is None or not writer.contacts:
        return
    lock_people(writer.contacts)
    lead = holder_of(writer.contacts)
    purpose = Purpose.MARKETING if news.purpose else ""
    _do(not news.wants, writer, channel, purpose, lead, source=f"{channel}: provider", now=now)


def _asked(news: Incoming) -> str:
    """Twilio says itself what it took for a stop; otherwise the words do."""
    told = str(news.about.get(OPT_OUT, ""))
    return {"STOP": STOP, "START": START}.get(told) or asked_by(news.body)


def _do(
    stops: bool, writer: Writer, channel: str, purpose: str, lead: Lead | None, *, source: str, now: datetime
) -> None:
    """By this way alone: whoever stops SMS may still want their mail."""
    addresses = addresses_of(writer.contacts)
    about = {"channel": channel, "source": source, "lead": lead.pk if lead else None, "now": now}
    if lead is not None:
        hold_people(owners_of([lead.pk]))
    if stops:
        suppress(addresses, reason=Reason.STOP, purpose=purpose, by=None, **about)
    else:
        asked_for_more(addresses, purpose=purpose, **about)
