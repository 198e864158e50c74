"""The tabs of the inbox: which conversations stand in each, in what order, and how many there are (F:C1)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comms.models import Conversation
from comms.querysets import ConversationQuerySet
from comms.services.labelling import spellings
from leads.models import Lead
from leads.services.finding.counting import counts_of, number_of
from leads.services.sharing.duty import is_alone
from tenants.staff.models import User

MINE, UNASSIGNED, WAITING, CLOSING, ALL = "mine", "unassigned", "waiting", "closing", "all"
AT_WORK, UNREAD, NOT_SENT, PUT_OFF, DONE = "", "unread", "not_sent", "snoozed", "done"
CLOSES_SOON = timedelta(hours=2, minutes=30)
COUNTED = 100  # conversations of a tab; more are shown as 99+
SHOWN = 30


@dataclass(frozen=True)
class Tab:
    """`column` is the order, the newest first where `is_newest_first`; two of one instant by their key."""

    word: Any
    which: Callable[[User, datetime], Q]
    column: str = "last_at"
    is_newest_first: bool = True


TABS: Mapping[str, Tab] = {
    MINE: Tab(_("Mine"), lambda reader, now: Q(lead__assigned_to=reader)),
    UNASSIGNED: Tab(_("Unassigned"), lambda reader, now: Q(lead=None) | Q(lead__assigned_to=None)),
    WAITING: Tab(
        _("Waiting"), lambda reader, now: Q(waiting_since__isnull=False), "waiting_since", is_newest_first=False
    ),
    CLOSING: Tab(
        _("Closing"),
        lambda reader, now: Q(window_until__gt=now, window_until__lte=now + CLOSES_SOON),
        "window_until",
        is_newest_first=False,
    ),
    ALL: Tab(_("All"), lambda reader, now: Q()),
}


@dataclass(frozen=True)
class Narrowed:
    """What somebody looks for in a tab: a person, a channel, a language, a label."""

    text: str = ""
    channel: str = ""
    language: str = ""
    label: str = ""


# What of a tab is shown. What is unread, or did not arrive, is so also while it is put off.
STATES: Mapping[str, Callable[[ConversationQuerySet, datetime], ConversationQuerySet]] = {
    AT_WORK: lambda rows, now: rows.at_work(now),
    UNREAD: lambda rows, now: rows.unread(),
    NOT_SENT: lambda rows, now: rows.not_sent(),
    PUT_OFF: lambda rows, now: rows.put_off(now),
    DONE: lambda rows, now: rows.done(),
}


def conversations_of(
    tab: str, reader: User, *, now: datetime, state: str = AT_WORK, asked: Narrowed | None = None
) -> ConversationQuerySet:
    """In the order of the tab; of those that are neither done nor put off, unless `state` asks for these."""
    rows = Conversation.objects.visible_to(reader).filter(TABS[tab].which(reader, now))
    rows = STATES[state](rows, now)
    return _narrowed(rows, asked or Narrowed(), reader).order_by(*_order(TABS[tab]))


def page_of(rows: ConversationQuerySet, tab: str, *, after: Conversation | None = None) -> list[Conversation]:
    """SHOWN of them and, when there are more, one; behind `after`, wherever that stands by now."""
    here = TABS[tab]
    if after is not None and getattr(after, here.column) is not None:
        rows = rows.filter(_behind(here, getattr(after, here.column), after.pk))
    return list(rows[: SHOWN + 1])


def with_counts(
    rows: ConversationQuerySet, tabs: Sequence[str], reader: User, *, now: datetime
) -> ConversationQuerySet:
    """The same rows, each of which also knows how many stand in each tab, and how many of one's own are unread: one
    statement for a page and all its numbers."""
    numbers = {f"in_{tab}": number_of(_rows(tab, reader, now), most=COUNTED) for tab in tabs}
    return rows.annotate(**numbers, unread_in_all=number_of(_unread(reader), most=COUNTED))


def counts(
    tabs: Sequence[str], reader: User, *, now: datetime, page: Sequence[Conversation] = ()
) -> Mapping[str, int]:
    """How many stand in each tab, as far as COUNTED: as the first of a page `with_counts` says, else in one
    statement."""
    if page:
        return {tab: getattr(page[0], f"in_{tab}") for tab in tabs}
    found = counts_of([_rows(tab, reader, now) for tab in tabs], most=COUNTED, reader=reader)
    return dict(zip(tabs, found, strict=True))


def numbers_of_the_day(reader: User, *, now: datetime) -> Mapping[str, int]:
    """Unread of one's own, as at the side; of all that they see who waits, whose window closes, and what was not
    sent. As far as COUNTED, in one statement."""
    asked = {
        UNREAD: _unread(reader),
        WAITING: _rows(WAITING, reader, now),
        CLOSING: _rows(CLOSING, reader, now),
        NOT_SENT: Conversation.objects.visible_to(reader).not_sent(),
    }
    return dict(zip(asked, counts_of(list(asked.values()), most=COUNTED, reader=reader), strict=True))


def has_own(reader: User) -> bool:
    """Whether owners are told apart for them: not for whoever works alone, nor for a partner's people."""
    return not (is_alone() or reader.data_scope == User.DataScope.PARTNER)


def number_unread(reader: User) -> int:
    """Of one's own, as far as COUNTED, for the side bar; of all that they see for whoever works alone, and for a
    partner's people."""
    return _unread(reader)[:COUNTED].count()


def _unread(reader: User) -> ConversationQuerySet:
    rows = Conversation.objects.visible_to(reader).unread()
    return (rows.filter(lead__assigned_to=reader) if has_own(reader) else rows).order_by()


def _rows(tab: str, reader: User, now: datetime) -> ConversationQuerySet:
    return conversations_of(tab, reader, now=now).order_by()


def _narrowed(rows: ConversationQuerySet, asked: Narrowed, reader: User) -> ConversationQuerySet:
    if asked.channel:
        rows = rows.filter(channel=asked.channel)
    if asked.language:
        rows = rows.filter(Q(language=asked.language) | Q(language="", lead__language=asked.language))
    if asked.label:
        rows = rows.filter(labels__overlap=spellings(asked.label))
    if asked.text.strip():
        people = Lead.objects.visible_to(reader).matching(asked.text)
        in_triage = Q(lead=None, name__icontains=asked.text.strip())
        rows = rows.filter(Q(lead__in=people.order_by().values("pk")) | in_triage)
    return rows


def _order(tab: Tab) -> tuple[str, str]:
    sign = "-" if tab.is_newest_first else ""
    return f"{sign}{tab.column}", f"{sign}pk"


def _behind(tab: Tab, at: datetime, pk: int) -> Q:
    """Bounded by the column of the index, so that a page begins where it is."""
    beyond = "lt" if tab.is_newest_first else "gt"
    same = Q(**{tab.column: at, f"pk__{beyond}": pk})
    return Q(**{f"{tab.column}__{beyond}e": at}) & (Q(**{f"{tab.column}__{beyond}": at}) | same)
