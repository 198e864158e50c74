"""Those under way go on with a newer version, in pieces; nobody is sent a step that they were sent (H:S12)."""

from collections.abc import Collection
from datetime import datetime, time
from uuid import UUID

from django.utils.translation import gettext as _

from comms.sequences.models import Enrolment, Step, StepRun, Version
from comms.sequences.services.advancing import due_of, names_of
from leads.services.many import hold
from tenants.runs.models import Run
from tenants.runs.registry import runs
from tenants.staff.models import User
from tenants.staff.services.shifts import zone_of_clinic

MOVE_ON = "sequence.move_on"
PIECE = 250


def register_moving_on() -> None:
    runs(MOVE_ON, move_on, _title, permission="sequences.activate_sequence")


def move_on(run: Run, by: User | None, now: datetime) -> bool:
    """One piece: holds its leads before it looks at their enrolments, as whoever writes one does."""
    after = run.cursor.get("after", 0)
    version = Version.objects.select_related("sequence").get(pk=run.about["version"])
    still = Enrolment.objects.filter(sequence=version.sequence_id, state=Enrolment.State.ACTIVE, pk__gt=after)
    found = dict(still.exclude(version=version).order_by("pk").values_list("pk", "lead")[:PIECE])
    if not found or version.sequence.version_id != version.pk:  # a newer one was published meanwhile
        return False
    hold(found.values(), by=None)
    moved, finished = go_on_with(version, list(found), now=now)
    run.cursor = {"after": max(found)}
    run.done += len(found)
    run.result = {
        "moved": run.result.get("moved", 0) + moved,
        "finished": run.result.get("finished", 0) + finished,
    }
    return True


def go_on_with(version: Version, pks: Collection[int], *, now: datetime) -> tuple[int, int]:
    """Of leads that are held: how many go on, and how many are through. A fixed number of statements."""
    active = Enrolment.objects.filter(pk__in=pks, state=Enrolment.State.ACTIVE)
    rows = list(active.select_related("next_step", "lead").prefetch_related("lead__identities"))
    put_on(version, rows, now=now)
    fields = ["version", "state", "next_step", "due_at", "paused_at", "ended_at"]
    Enrolment.objects.bulk_update(rows, fields)
    finished = sum(row.state == Enrolment.State.FINISHED for row in rows)
    return len(rows) - finished, finished


def put_on(version: Version, rows: Collection[Enrolment], *, now: datetime) -> None:
    """Make them enrolments of this version, with the step and moment that follow in it; not saved. They come with
    their next step, and their lead with its identities."""
    steps = list(version.steps.all())
    done = names_of(StepRun.objects.filter(enrolment__in=rows).values_list("enrolment", "step_key"))
    clinics = str(zone_of_clinic())
    for row in rows:
        following = next_of(steps, done.get(row.pk, frozenset()))
        row.version = version
        if following is None:
            row.state, row.next_step, row.due_at, row.paused_at = Enrolment.State.FINISHED, None, None, None
            row.ended_at = now
        else:
            row.due_at = row.due_at and _due(row, following, clinics, now)
            row.next_step = following


def next_of(steps: list[Step], done: Collection[UUID]) -> Step | None:
    """The first after the furthest that was done; never one that was. Pure."""
    furthest = max((place for place, one in enumerate(steps) if one.key in done), default=-1)
    return next((one for one in steps[furthest + 1 :] if one.key not in done), None)


def _due(row: Enrolment, following: Step, clinics: str, now: datetime) -> datetime:
    """The wait of the step from what it is counted from, pauses and all, as of whoever had it from the beginning:
    on the patient's calendar, at its own hour. Where the wait is the same nothing moves; never behind us."""
    if _wait_of(following) == _wait_of(row.next_step):
        return row.due_at
    return max(now, due_of(following, row.since, row.lead, otherwise=clinics))


def _wait_of(step: Step) -> tuple[int, str, time | None]:
    return step.wait, step.unit, step.at


def _title(run: Run) -> str:
    return _("%(sequence)s: those under way go on with version %(number)d") % {
        "sequence": run.about["name"],
        "number": run.about["number"],
    }
