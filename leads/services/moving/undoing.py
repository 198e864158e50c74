"""A move is taken back: the way there stays in the rows, and the way back is one more step. Nothing is untold."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from leads.models import Enquiry, Journey, Lead, Patient, Stage, StageChange
from leads.models.stage import DONE
from leads.services.answering import end_waits, resume_waits
from leads.services.moving.columns import FOLLOW_UP, PLACE, chance_of_own_stage
from leads.services.moving.enquiries import enquiries_of, written_by
from leads.services.moving.several import ENQUIRY
from leads.services.moving.writing import step
from leads.services.spreading import tell_all
from leads.services.stage_holding import hold_stages
from leads.signals import leads_moved
from tenants.audit.services.record import record, record_many
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.services.putting_back import as_kept, before_of


def back_from_stage(operation: Operation, pks: Collection[int], *, by: User, now: datetime) -> None:
    """Leads `pks` have the stage of before the move again, which is `operation`; what hung on the move follows.

    A follow-up that somebody planned since stays, and so does a chance that somebody pinned.
    """
    rows = _rows(pks)
    _steps(rows, operation.after["stage_id"], operation.about.get("semantic", ""), by, now)
    _plan_again(operation, pks, operation.about)
    if "semantic" in operation.about:  # older operations kept less
        names = written_by(operation.about["semantic"])
        before = {name: before_of(operation, Enquiry, name, of="lead_id", under=ENQUIRY) for name in names}
        enquiries_of(rows).update(**before)
    _no_patients_of(operation, pks)
    resume_waits(pks)
    end_waits([row.pk for row in _rows(pks) if row.stage.semantic in DONE], at=now)


def back_from_owner(operation: Operation, pks: Collection[int], *, by: User, now: datetime) -> None:
    """The same for a lead that `operation` gave away, and which moved by that: if it stands where that left it."""
    moved = operation.about.get("moved")
    if not moved:
        return
    rows = [row for row in _rows(pks) if as_kept(row, PLACE) == moved["place"]]
    before = dict(operation.rows.values_list("object_pk", "before"))
    there = hold_stages({before[row.pk]["stage_id"] for row in rows})
    rows = [row for row in rows if before[row.pk]["stage_id"] in there]
    found = Lead.objects.filter(pk__in=[row.pk for row in rows])
    found.update(**{name: before_of(operation, Lead, name) for name in PLACE})
    told = [(row.pk, str(row), {"stage": (row.stage_id, before[row.pk]["stage_id"])}) for row in rows]
    record_many("lead.put_back", Lead, told)
    again = _rows([row.pk for row in rows])
    _steps(again, moved["place"]["stage_id"], moved["semantic"], by, now)
    _plan_again(operation, [row.pk for row in rows], moved)


def back_from_step(lead: Lead, moved: Mapping[str, Any] | None, *, by: User, now: datetime) -> None:
    """The same for one lead, which is held: `moved` is what `owned` said, with what stood there `before`."""
    if not moved or as_kept(lead, PLACE) != moved["place"]:
        return
    before, there = moved["before"], Lead.objects.filter(pk=lead.pk)
    if not hold_stages([before["stage_id"]]):
        return
    there.update(**{name: before[name] for name in PLACE})
    if moved["follow_up"]:
        there.filter(**moved["follow_up"]).update(**{name: before[name] for name in FOLLOW_UP})
    record("lead.put_back", lead, changes={"stage": (lead.stage_id, before["stage_id"])})
    _steps(_rows([lead.pk]), moved["place"]["stage_id"], moved["semantic"], by, now)


def _rows(pks: Collection[int]) -> list[Lead]:
    found = Lead.objects.filter(pk__in=pks).select_related("stage").prefetch_related("identities")
    return list(found.order_by("pk"))


def _steps(rows: list[Lead], left_id: int, semantic: str, by: User, now: datetime) -> None:
    left = Stage.objects.filter(pk=left_id).first()
    changes = [step(row, left, row.stage, by, now) for row in rows]
    for change in changes:
        change.from_semantic = semantic
    StageChange.objects.bulk_create(changes)
    unpinned = Lead.objects.filter(pk__in=[row.pk for row in rows], probability_pinned=False)
    unpinned.update(conversion_probability=chance_of_own_stage())
    if changes:
        tell_all(leads_moved, changes=changes, now=now)


def _plan_again(operation: Operation, pks: Collection[int], about: Mapping[str, Any]) -> None:
    planned = about.get("follow_up")
    if planned:
        as_left = Lead.objects.filter(pk__in=pks, **planned)
        as_left.update(**{name: before_of(operation, Lead, name) for name in FOLLOW_UP})


def _no_patients_of(operation: Operation, pks: Collection[int]) -> None:
    """Those that this very move made, before they came even once."""
    made = Journey.objects.filter(patient__lead__in=pks, began_at=operation.at, enquiry=F("patient__lead__enquiry"))
    made.exclude(visits__came_on__isnull=False).delete()
    Patient.objects.filter(lead__in=pks, made_at=operation.at, journeys=None).delete()
