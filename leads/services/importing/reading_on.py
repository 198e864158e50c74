"""A file that is read piece by piece: whoever goes on where it stands open goes on at once, anybody else from the
file and from what is staged already."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import dropwhile
from time import monotonic
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from leads.models import ImportRow, LeadImport
from leads.services.custom import active_fields
from leads.services.duplicates.sharing import keys_of
from leads.services.importing.deciding import Fate, Seen, note_seen
from leads.services.importing.files import Line, Sheet, read_file
from leads.services.importing.files.packed import SECONDS
from leads.services.importing.nearness import Before
from leads.services.importing.options import kept_options
from leads.services.importing.resolving import Resolver
from leads.services.importing.rows import Plan, plan_for
from leads.services.importing.rows.reasons import NEAR
from leads.services.importing.staging import said_of
from leads.services.importing.storing import path_of
from tenants.context import current_clinic
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User

DAY_FIRST = "day_first"  # in LeadImport.about
LONGEST = SECONDS / 2  # for which a file stands open: whoever reads a sheet is ended after SECONDS
WRITTEN = ("encoding", "delimiter")  # in LeadImport.about: as it was recognised, or as somebody said
Mark = tuple[UUID | None, dict[str, str], dict[str, Any], list[str | None]]


@dataclass
class Reading:
    """`position` is the last row that was taken; `of` is what it was begun for, see `_mark`."""

    lines: Iterator[Line]
    plan: Plan
    resolver: Resolver
    position: int
    of: Mark
    seen: Seen = field(default_factory=dict)
    before: Before = field(default_factory=Before)
    since: float = field(default_factory=monotonic)

    def goes_on(self, brought: LeadImport) -> bool:
        is_there = self.position == brought.checked_to and self.of == _mark(brought)
        return bool(self.position) and is_there and monotonic() - self.since < LONGEST


_open: dict[tuple[UUID, int], Reading] = {}


def reading_of(brought: LeadImport, *, by: User | None, now: datetime) -> Reading:
    """From the row after `brought.checked_to` on; it is the caller's until `put_back`."""
    kept = _open.pop((current_clinic().uuid, brought.pk), None)
    if kept is not None and kept.goes_on(brought):
        return kept
    written = {name: brought.about.get(name, "") for name in WRITTEN}
    sheet = read_file(path_of(brought.stored), brought.name, row_count=brought.row_count, **written)
    after = brought.checked_to
    lines = dropwhile(lambda line: line.number <= after, sheet.rows())
    resolver = Resolver(kept_options(brought.options), by=by)
    seen, before = _taken(brought)
    return Reading(lines, plan_of(brought, sheet, now=now), resolver, after, _mark(brought), seen, before)


def _mark(brought: LeadImport) -> Mark:
    """A check that began anew elsewhere may read the file or its columns otherwise."""
    return brought.run, brought.mapping, brought.options, [brought.about.get(name) for name in WRITTEN]


def put_back(brought: LeadImport, reading: Reading) -> None:
    """For the next piece, should it come to this process; one file at a time stands open."""
    _open.clear()
    _open[current_clinic().uuid, brought.pk] = reading


def plan_kept(brought: LeadImport, *, now: datetime) -> Plan:
    """For a row alone: which comes first in its dates, day or month, is what the check of the whole file found."""
    alone = plan_of(brought, Sheet("", tuple(brought.header), 0, lambda: iter(())), now=now)
    return replace(alone, day_first=brought.about.get(DAY_FIRST, alone.day_first))


def plan_of(brought: LeadImport, sheet: Sheet, *, now: datetime) -> Plan:
    options, clinic = kept_options(brought.options), clinic_settings()
    return plan_for(
        sheet,
        brought.kind,
        brought.mapping,
        now=now,
        zone=ZoneInfo(clinic.time_zone),
        clinic_country=clinic.country,
        form_country=options.form_country,
        custom=active_fields(),
        day_first=options.day_first,
        yes=frozenset(options.yes),
    )


def _taken(brought: LeadImport) -> tuple[Seen, Before]:
    """What the rows hold that were taken before; nothing at the beginning."""
    seen: Seen = {}
    before = Before()
    rows = ImportRow.objects.filter(brought=brought, number__lte=brought.checked_to)
    rows = rows.exclude(~Q(reason=NEAR), fate=Fate.SKIP).order_by("number")
    for number, fate, kept in rows.values_list("number", "fate", "said").iterator():
        said = said_of(kept)
        note_seen(said, seen)
        if fate != Fate.MERGE:
            before.note(number, keys_of(said))
    return seen, before
