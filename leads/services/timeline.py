"""The timeline of a lead: all that happened, from every source, newest first (F:L23, C3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leads.models import Lead
from leads.timeline import Moment, sources_of
from tenants.staff.models import User

SHOWN = 30


@dataclass(frozen=True)
class Timeline:
    """`older` is what `before` has to be for the next page; None on the last one."""

    moments: Sequence[Moment]
    older: datetime | None


def timeline_of(
    lead: Lead, reader: User, *, before: datetime | None = None, kind: str = "", most: int = SHOWN
) -> Timeline:
    """The newest `most` moments before that instant. The caller has asked whether `reader` may see the lead.

    What happened at one instant stays on one page, also when that makes it longer. The number of questions depends
    on the sources alone.
    """
    found = [moment for source in sources_of(kind) for moment in source.read(lead, reader, before, most + 1)]
    wanted = sorted((one for one in found if not kind or one.kind == kind), key=_when, reverse=True)
    return page_of(wanted, most=most)


def page_of(moments: Sequence[Moment], *, most: int = SHOWN) -> Timeline:
    """The first of these, newest first; one instant stays on one page."""
    page, rest = list(moments[:most]), moments[most:]
    same = [one for one in rest if one.at == page[-1].at]
    page, rest = page + same, rest[len(same) :]
    return Timeline([one for one in page if one.template], page[-1].at if rest else None)


def _when(one: Moment) -> tuple[datetime, int]:
    return one.at, one.pk
