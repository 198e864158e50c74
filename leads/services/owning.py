"""Every change of hands is a row, whichever way it came about (F:L15)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leads.models import OwnerChange
from leads.services.watching import look_at
from tenants.services.rows import put
from tenants.staff.models import User


@dataclass(frozen=True)
class Handed:
    """A lead that changed hands, by keys; `why` is the product's own reason (leads.services.sharing)."""

    lead: int
    before: int | None
    after: int | None
    why: Mapping[str, Any] = field(default_factory=dict)


def note_owner_changes(rows: Iterable[Handed], *, by: User | None, at: datetime) -> None:
    """Part of the transaction in which they changed hands; `by` is None for the product itself.

    One statement, and none for leads that stayed where they were. What became nobody's is soon looked at: somebody
    on shift may take it.
    """
    changed = [row for row in rows if row.before != row.after]
    put(
        OwnerChange,
        *(
            {"lead_id": row.lead, "from_owner_id": row.before, "to_owner_id": row.after, "at": at}
            | {"by_id": by.pk if by else None, "why": dict(row.why)}
            for row in changed
        ),
    )
    if any(row.after is None for row in changed):
        look_at(at)


def note_waits(waits: Mapping[int, Mapping[str, Any]], *, by: User | None, at: datetime) -> None:
    """Of leads that nobody could take: why, by lead. A row from nobody to nobody, as each decision is explained."""
    rows = ({"lead_id": lead, "at": at, "by_id": by.pk if by else None, "why": why} for lead, why in waits.items())
    put(OwnerChange, *rows)
