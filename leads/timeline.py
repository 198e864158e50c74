"""What stands in a lead's timeline (F:L23). A registry: floors above add messages and calls in `apps.ready()`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leads.models import Lead
from tenants.staff.models import User

# What a reader may ask for alone.
TALK, CALLS, NOTES, TASKS, CHANGES = "talk", "calls", "notes", "tasks", "changes"
KINDS = (TALK, CALLS, NOTES, TASKS, CHANGES)


@dataclass(frozen=True)
class Moment:
    """One thing that happened. `template` shows it as `one.about`; `pk` tells two of one instant apart.

    Without a template another source tells it: it takes its place on the page and is not shown.
    """

    at: datetime
    kind: str
    icon: str
    template: str
    pk: int = 0
    tone: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)


# (lead, reader, before, most): the newest `most` before that instant, newest first; from the newest on for None.
# The caller has asked whether `reader` may see the lead. A fixed number of questions, whatever there is.
Read = Callable[[Lead, User, datetime | None, int], Sequence[Moment]]


@dataclass(frozen=True)
class Source:
    name: str
    kinds: frozenset[str]
    read: Read
    tells: frozenset[str] = frozenset()


_sources: dict[str, Source] = {}


def timeline_source(name: str, read: Read, *, kinds: Sequence[str], tells: Sequence[str] = ()) -> None:
    """`kinds` are those of its moments: a source that has none of what is asked is not asked. `tells` are verbs of
    the trail that its moments say already."""
    _sources[name] = Source(name, frozenset(kinds), read, frozenset(tells))


def sources_of(kind: str) -> list[Source]:
    """Those with moments of that kind; all for none."""
    return [one for one in _sources.values() if not kind or kind in one.kinds]


def told_by_sources() -> set[str]:
    """Verbs of the trail that need no line of their own."""
    return {verb for one in _sources.values() for verb in one.tells}
