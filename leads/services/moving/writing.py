"""The rows of a move, in a number of statements that does not depend on how many leads go."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from leads.models import Lead, Stage, StageChange
from leads.models.stage import DONE, Semantic
from leads.services.answering import end_waits, resume_waits
from leads.services.heat import back_at_work
from leads.services.moving.announcing import TOLD, announce_changes, reached_before
from leads.services.moving.columns import chance_unless_pinned, follow_up, place
from leads.services.moving.enquiries import write_enquiries
from leads.services.moving.given import Given
from leads.services.patients import make_patients
from leads.services.spreading import tell_all
from leads.signals import leads_moved
from tenants.audit.services.record import record_many
from tenants.staff.models import User


def take_there(
    rows: Sequence[Lead], stage: Stage, given: Given, *, by: User | None, now: datetime
) -> dict[str, Any]:
    """Locked `rows`, with the stages where they stand, none of them there already; returns the columns written.

    Part of the caller's transaction, which asked what the stage demands.
    """
    columns = place(stage, now=now) | follow_up(stage, given, now=now)
    told = [(row.pk, str(row), {"stage": (row.stage_id, stage.pk)}) for row in rows]
    Lead.objects.filter(pk__in=[row.pk for row in rows]).update(
        **columns, conversion_probability=chance_unless_pinned(stage), updated_at=now
    )
    record_many("lead.moved", Lead, told)
    left = {row.pk: row.stage for row in rows}
    for row in rows:
        row.stage = stage
        for name, value in columns.items():
            setattr(row, name, value)
    write_down(rows, left, stage, given, by=by, now=now)
    return columns


def write_down(
    rows: Sequence[Lead], left: Mapping[int, Stage], stage: Stage, given: Given, *, by: User | None, now: datetime
) -> None:
    """What hangs on leads that stand in `stage` now, each with the stage it left by its key: the step, the enquiry,
    the patient, and whoever wants to know."""
    before = reached_before(rows, stage.semantic) if stage.semantic in TOLD else set()
    changes = StageChange.objects.bulk_create(step(row, left[row.pk], stage, by, now) for row in rows)
    write_enquiries(rows, stage, given, now=now)
    back_at_work([row.pk for row in rows if stage.semantic not in DONE])
    if stage.semantic in DONE:
        end_waits([row.pk for row in rows], at=now)
    elif back := [pk for pk, before in left.items() if before.semantic in DONE]:
        resume_waits(back)
    if stage.semantic == Semantic.ACCEPTED:
        make_patients(rows, now=now)
    if stage.semantic in TOLD:
        announce_changes([change for change in changes if change.lead_id not in before], now=now)
    tell_all(leads_moved, changes=changes, now=now)


def step(row: Lead, left: Stage | None, to: Stage, by: User | None, now: datetime) -> StageChange:
    return StageChange(
        lead=row,
        enquiry=row.enquiry,
        from_stage=left,
        from_semantic=left.semantic if left else "",
        to_stage=to,
        to_semantic=to.semantic,
        at=now,
        by=by,
    )
