"""What is due in a clinic's sequences is done, a little of each in turn, as far as the budget goes (F:C18, H:S15).

Its cost is what is due, not who is enrolled. It never waits for a lead that somebody else holds: another look finds
it. Nothing is called from here; what is written leaves by comms.services.sending as every message does.
"""

import time
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import OuterRef, Q, Subquery

from comms.sequences.models import Enrolment, Pulse, Sequence
from comms.sequences.services.enrolling import RUN
from comms.sequences.services.pausing import note_look, note_next
from comms.sequences.services.putting_off import put_off
from comms.sequences.services.taking import Batch
from comms.sequences.services.waking import wake
from leads.models import Lead
from tenants.context import current_clinic
from tenants.outbox.services.places import a_place
from tenants.outbox.services.work import wake_for_what_is_left
from tenants.services.due import pull_forward, schedule
from tenants.services.locks import try_lock_name

log = structlog.get_logger(__name__)

# Seconds after which a run makes room for other clinics and is woken again (H:S15).
BUDGET = 1.0
SIZE = 500  # leads in one transaction
IDLE = timedelta(minutes=5)  # until somebody looks again where something is under way
ASLEEP = timedelta(days=1)  # and where no sequence is
AWAY = (InterfaceError, OperationalError)
State = Sequence.State


def run(*, now: datetime) -> int:
    """Do what is due now and say when to look again; how many enrolments were looked after.

    Nothing while as many workers as may are busy for this clinic, with its jobs or with looks: whoever leaves looks
    what is left (H:S15).
    """
    with a_place() as has_place:
        done, more = _run(now) if has_place else (0, False)
    if has_place:
        wake_for_what_is_left()
    if more:
        wake(current_clinic())
    return done


def wake_if_due(now: datetime) -> None:
    """For whoever leaves a place that a look may have wanted."""
    if due_sequences(now):
        wake(current_clinic())


def _run(now: datetime) -> tuple[int, bool]:
    """How many, and whether there is more."""
    note_look(now=now)
    done, ends = 0, time.monotonic() + BUDGET
    due, passed = due_sequences(now), set[int]()
    while due and time.monotonic() < ends:
        for sequence in [*due]:
            wanted = _next(sequence, passed, now)
            passed |= set(wanted)
            done += _together(sequence, wanted, now)
            if len(wanted) < SIZE:
                due.remove(sequence)
            if time.monotonic() > ends:
                break
    _come_again(now)
    return done, bool(due)


def due_sequences(now: datetime) -> list[int]:
    """Those of which something is due, the longest first; of an archived one, people that have to be let go."""
    return list(_with_due().filter(due__lte=now).order_by("due").values_list("pk", flat=True))


def _with_due():
    """With the moment at which the first enrolment of each is due: one look into the index for each sequence."""
    first = Enrolment.objects.filter(sequence=OuterRef("pk"), due_at__isnull=False).order_by("due_at")
    going = Sequence.objects.filter(Q(state=State.ACTIVE) | Q(archived_at__isnull=False)).order_by()
    return going.annotate(due=Subquery(first.values("due_at")[:1]))


def _next(sequence: int, passed: Collection[int], now: datetime) -> list[int]:
    """The leads whose turn it is, who waits longest first; without those that had theirs in this run."""
    rows = Enrolment.objects.filter(sequence=sequence, due_at__lte=now).order_by("due_at")
    return list(rows.exclude(lead__in=passed).values_list("lead", flat=True)[:SIZE])


def _together(sequence: int, leads: Iterable[int], now: datetime) -> int:
    """In one transaction; when that breaks, each by itself, and who breaks it is put off."""
    try:
        return take(sequence, leads, now=now)
    except AWAY as broken:
        return _nobody(sequence, broken)
    except Exception:
        log.exception("sequences.batch_broke", sequence=sequence)
    return sum(_alone(sequence, lead, now) for lead in leads)


def _alone(sequence: int, lead: int, now: datetime) -> int:
    try:
        return take(sequence, [lead], now=now)
    except AWAY as broken:
        return _nobody(sequence, broken)
    except Exception:
        log.exception("sequences.step_broke", sequence=sequence, lead=lead)
        return put_off(sequence, lead, now=now)


def _nobody(sequence: int, broken: Exception) -> int:
    """The database ended ours of two transactions that waited for each other, or one that waited too long: the next
    look finds these again, and the other sequences have their turn now. Raises `broken` when it is away."""
    if not _answers():
        raise broken
    log.warning("sequences.batch_crossed", sequence=sequence, reason=str(broken))
    return 0


def _answers() -> bool:
    try:
        return Pulse.objects.filter(pk=1).exists()
    except AWAY:
        return False


@transaction.atomic
def take(sequence: int, leads: Iterable[int], *, now: datetime) -> int:
    """One step further with whoever of these is due and held by nobody else; how many they were. A repeat finds
    them done, and so does whoever does the same at the same moment."""
    rows = Lead.objects.filter(pk__in=set(leads)).order_by("pk").select_for_update(no_key=True, skip_locked=True)
    held = list(rows.values_list("pk", flat=True))
    found = Sequence.objects.get(pk=sequence)
    if found.state != State.ACTIVE and not found.archived_at:
        return 0
    if found.per_hour and not try_lock_name(f"sequence:{sequence}"):  # who counts an hour's counts it alone
        return 0
    return Batch(found, held, now).take()


def _come_again(now: datetime) -> None:
    """Said first and looked at afterwards: who began meanwhile has said so himself, or is seen."""
    first = _first_due()
    is_asleep = first is None and not _with_due().exists()
    at = min(first or now + ASLEEP, now + (ASLEEP if is_asleep else IDLE))
    schedule(RUN, at=at)
    note_next(at=max(at, now))
    if (again := _first_due()) and again < at:
        pull_forward(RUN, at=again)


def _first_due() -> datetime | None:
    return _with_due().filter(due__isnull=False).order_by("due").values_list("due", flat=True).first()
