"""A conversation as the list shows it: who, the newest words, one clock or state at the end (LOOK 04)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from comms.models import Conversation
from comms.services.inbox import CLOSES_SOON
from comms.services.snoozing import is_put_off
from comms.services.windows import channel_window
from tenants.desk.templatetags.desk_shown import duration_until

DAYS_BY_NAME = 6  # days back that are called by their name


@dataclass(frozen=True)
class Pill:
    """`kind` is a class of LOOK's tags or clocks: a word and an icon, never the colour alone."""

    text: str
    icon: str
    kind: str
    is_clock: bool = False
    title: str = ""


@dataclass(frozen=True)
class Row:
    conversation: Conversation
    name: str
    when: str
    pill: Pill | None
    address: str = ""


def rows(conversations: Iterable[Conversation], *, now: datetime) -> list[Row]:
    """One more question where somebody has no name, however many they are."""
    found = list(conversations)
    nameless = [one.lead for one in found if one.lead and not (one.lead.first_name or one.lead.last_name)]
    if nameless:
        prefetch_related_objects(nameless, "identities")
    return [Row(one, name_of(one), when(one.last_at, now), pill_of(one, now)) for one in found]


def name_of(conversation: Conversation) -> str:
    """The lead's, else what they call themselves there, else where answers go."""
    if conversation.lead:
        return conversation.lead.full_name
    return conversation.name or conversation.username or conversation.address


def when(moment: datetime, now: datetime) -> str:
    """10:38 of today, Thu of this week, else the day; by the reader's clock."""
    here, today = localtime(moment), localtime(now)
    days = (today.date() - here.date()).days
    if days <= 0:
        return date_format(here, "H:i")
    if days == 1:
        return _("yesterday")
    return date_format(here, "D" if days <= DAYS_BY_NAME else "j M")


def pill_of(conversation: Conversation, now: datetime) -> Pill | None:
    """The one thing to know: not sent, then put off, then the window."""
    if conversation.failed:
        return Pill(_("Not sent"), "error", "danger")
    if is_put_off(conversation, now):
        return _put_off(conversation.snoozed_until, now)
    window = channel_window(conversation, now)
    if window.until is None:
        return None if window.is_open else Pill(_("Templates only"), "lock", "")
    title = date_format(localtime(window.until), "j M Y, H:i")
    if not window.is_open:
        return Pill(_("Closed"), "lock", "danger", title=title)
    left = duration_until(window.until, now)
    if window.until - now <= CLOSES_SOON:
        return Pill(left, "timer", "soon", is_clock=True, title=title)
    return Pill(left, "schedule", "calm", is_clock=True, title=title)


def _put_off(until: datetime, now: datetime) -> Pill:
    there, days = localtime(until), (localtime(until).date() - localtime(now).date()).days
    shown = date_format(there, "H:i" if days == 0 else "D H:i" if days <= DAYS_BY_NAME else "j M")
    return Pill(shown, "bedtime", "", title=date_format(there, "j M Y, H:i"))


def tabs(asked: Any, numbers: dict[str, int], most: int, words: Sequence[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Each with how many stand there, as far as they are counted."""
    return [
        {
            "code": code,
            "word": word,
            "number": f"{most - 1}+" if numbers.get(code, 0) >= most else numbers.get(code, 0),
            "on": code == asked.tab,
            "address": asked.here(tab=code, show=None),
        }
        for code, word in words
    ]
