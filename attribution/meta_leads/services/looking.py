"""Looking for leads that no webhook told of (H:W7): what has come to a form since, the newest first. Pure, but for
the adapter that is handed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from attribution.providers.meta_leads.base import LeadPages, MetaLead, MetaRefused

OVERLAP = timedelta(minutes=10)  # a lead may be shown later than one made after it
KEPT_BY_META = timedelta(days=90)
MOST_PAGES = 20  # of one look; what is left is for the next one


@dataclass(frozen=True)
class Window:
    """Leads made after `since` and before `until`; None is now. `to` is how far all is known once the window is
    looked through: the newest lead that was seen."""

    since: datetime
    until: datetime | None = None
    to: datetime | None = None


@dataclass(frozen=True)
class Look:
    """What one look found, each lead once. `left` is what it did not reach, None when it saw everything; `cursor`
    is up to when everything is known, and only then moves. `refused` is why a later page was not seen."""

    leads: tuple[MetaLead, ...]
    cursor: datetime | None
    left: Window | None = None
    refused: MetaRefused | None = None


def window_of(cursor: datetime | None, left: Window | None, *, now: datetime) -> Window:
    """What to look at next: first what an earlier look left over. Without a cursor all that Meta still has."""
    if left is not None:
        return left
    return Window(now - KEPT_BY_META if cursor is None else cursor - OVERLAP)


def look(
    pages: LeadPages, form_id: str, window: Window, *, cursor: datetime | None, most: int = MOST_PAGES
) -> Look:
    """Raises MetaRefused of the first page. When a later one is refused, or there are more than `most`, the rest is
    left for the next look."""
    found: dict[str, MetaLead] = {}
    after, seen, refused = "", {""}, None
    for _ in range(most):
        try:
            answer = pages.leads(form_id, since=window.since, until=window.until, after=after)
        except MetaRefused as no:
            if not found:
                raise
            refused = no
            break
        found |= {lead.id: lead for lead in answer.leads}
        if answer.after in seen:
            return _finished(found, window, cursor)
        after = answer.after
        seen.add(after)
    return _cut_short(found, window, cursor, refused)


def _finished(found: dict[str, MetaLead], window: Window, cursor: datetime | None) -> Look:
    known = [at for at in (cursor, window.to, *_moments(found)) if at]
    return Look(tuple(found.values()), max(known, default=None))


def _cut_short(
    found: dict[str, MetaLead], window: Window, cursor: datetime | None, refused: MetaRefused | None
) -> Look:
    """What is left is older than the oldest that was seen, and of its second there may be more."""
    moments = list(_moments(found))
    to = max((at for at in (window.to, *moments) if at), default=None)
    oldest = min(moments, default=None)
    until = oldest + timedelta(seconds=1) if oldest else window.until
    if oldest and until == window.until:  # all of one second, and so it would stay
        until = oldest
    return Look(tuple(found.values()), cursor, Window(window.since, until, to), refused)


def _moments(found: dict[str, MetaLead]) -> Iterator[datetime]:
    return (lead.created_at for lead in found.values() if lead.created_at)
