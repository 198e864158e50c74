"""Conversations that nobody has to look at now: put off until a moment, or done (F 2b, snooze)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comms.models import Conversation
from comms.services.turning import Turned, turn, turn_back
from comms.services.writing import WRITE
from crm.lib.errors import InvalidData
from leads.services.patient_time import MORNING, moment_at, tomorrow_morning
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import reversible

SNOOZE, WAKE, DONE, OPEN = "conversation.snooze", "conversation.wake", "conversation.done", "conversation.open"
LATER, TOMORROW, NEXT_WEEK, NEXT_MONTH = "later", "tomorrow", "week", "month"
CHOICES = {
    LATER: _("In 4 hours"),
    TOMORROW: _("Tomorrow"),
    NEXT_WEEK: _("Next week"),
    NEXT_MONTH: _("Next month"),
}
SOON = timedelta(hours=4)
FURTHEST = timedelta(days=365)


def reopens_at(choice: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The moment of one of CHOICES, by the clock of whoever snoozes: four hours on, or nine in the morning of the
    next day, of the next Monday, of the first of the next month. Pure; in UTC. Raises InvalidData for another.
    """
    today = now.astimezone(zone).date()
    if choice == LATER:
        return now + SOON
    if choice == TOMORROW:
        return tomorrow_morning(now, zone)
    if choice == NEXT_WEEK:
        return moment_at(today + timedelta(days=7 - today.weekday()), MORNING, zone)
    if choice == NEXT_MONTH:
        return moment_at((today.replace(day=1) + timedelta(days=32)).replace(day=1), MORNING, zone)
    return _typed(choice, zone, now)


def snooze(pks: Iterable[int], *, until: datetime, wakes_on_reply: bool = True, by: User, now: datetime) -> Turned:
    """Out of the lists until then; a reply brings them back before, unless somebody says otherwise. Raises
    NotAllowed, and InvalidData for a moment that is not to come."""
    if not now < until <= now + FURTHEST:
        raise _not_to_come()
    after = {"snoozed_until": until, "wakes_on_reply": wakes_on_reply, "done_at": None}
    return turn(pks, SNOOZE, after, by=by, now=now, about={"until": until.astimezone(UTC).isoformat()})


def wake(pks: Iterable[int], *, by: User, now: datetime) -> Turned:
    """Back into the lists at once."""
    return turn(pks, WAKE, {"snoozed_until": None}, by=by, now=now, about={})


def close(pks: Iterable[int], *, by: User, now: datetime) -> Turned:
    """Nothing is left to do, and nobody waits; the next message of theirs opens it again."""
    after = {"done_at": now, "snoozed_until": None, "waiting_since": None, "unread": 0}
    return turn(pks, DONE, after, by=by, now=now, about={})


def reopen(pks: Iterable[int], *, by: User, now: datetime) -> Turned:
    return turn(pks, OPEN, {"done_at": None}, by=by, now=now, about={})


def is_put_off(conversation: Conversation, now: datetime) -> bool:
    return conversation.snoozed_until is not None and conversation.snoozed_until > now


def register_snoozing() -> None:
    for kind, title in ((SNOOZE, _snoozed), (WAKE, _woken), (DONE, _done), (OPEN, _opened)):
        reversible(kind, turn_back, title, permission=WRITE, of=Conversation)


def _typed(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """A day, or a day and a time, as a field of a form gives them; a day alone is its morning."""
    try:
        typed = datetime.fromisoformat(text.strip())
    except ValueError:
        raise _not_to_come() from None
    at = MORNING if len(text.strip()) <= 10 else typed.time()
    moment = moment_at(typed.date(), at, zone) if 2000 <= typed.year < 2200 else now
    if not now < moment <= now + FURTHEST:
        raise _not_to_come()
    return moment


def _not_to_come() -> InvalidData:
    said = str(_("Choose a time to come, within a year."))
    return InvalidData(said, fields={"until": [said]})


def _snoozed(operation: Operation) -> str:
    words = ngettext(
        "%(number)d conversation opens again %(at)s", "%(number)d conversations open again %(at)s", operation.count
    )
    until = datetime.fromisoformat(operation.about["until"])
    return words % {"number": operation.count, "at": date_format(localtime(until), "D j M, H:i")}


def _woken(operation: Operation) -> str:
    words = ngettext("%(number)d conversation is back", "%(number)d conversations are back", operation.count)
    return words % {"number": operation.count}


def _done(operation: Operation) -> str:
    words = ngettext("%(number)d conversation done", "%(number)d conversations done", operation.count)
    return words % {"number": operation.count}


def _opened(operation: Operation) -> str:
    words = ngettext("%(number)d conversation open again", "%(number)d conversations open again", operation.count)
    return words % {"number": operation.count}
