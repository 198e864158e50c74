"""A step that breaks for somebody waits, and is left out in the end: it blocks nobody and never loops."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from comms.sequences import reasons
from comms.sequences.models import Enrolment, Sequence, Step
from comms.sequences.services.advancing import due_of
from comms.sequences.services.planning import due_after
from comms.sequences.services.taking import Batch
from leads.models import Lead
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.services.shifts import zone_named

log = structlog.get_logger(__name__)

WAIT = timedelta(hours=1)
PATIENCE = timedelta(hours=12)  # after the moment that it was planned for
A_DAY = timedelta(days=1)


def put_off(sequence: int, lead: int, *, now: datetime) -> int:
    """An hour later once more; after PATIENCE the step is left out, and said so. 0 when somebody holds them."""
    with transaction.atomic():
        held = Lead.objects.filter(pk=lead).select_for_update(no_key=True, skip_locked=True).exists()
        rows = Enrolment.objects.filter(sequence=sequence, lead=lead, state=Enrolment.State.ACTIVE)
        rows = rows.select_related("sequence", "lead")
        one = rows.filter(due_at__lte=now).first() if held else None
        if one is None:
            return 0
        waits = now - _planned(one) < PATIENCE
        if waits or not _left_out(sequence, one, now):
            Enrolment.objects.filter(pk=one.pk).update(due_at=now + (WAIT if waits else A_DAY))
    return 1


def _planned(one: Enrolment) -> datetime:
    """With what did not count, and in their hours: after a pause or a Sunday it is tried as often as on any day."""
    step = Step.objects.select_related("version").get(pk=one.next_step_id)
    since, zone = one.since + one.sequence.slipped - one.slipped, clinic_settings().time_zone
    try:
        return due_of(step, since, one.lead, otherwise=zone)
    except Exception:  # their hours may be what breaks
        log.exception("sequences.no_hours", enrolment=one.pk)
        return due_after(since, step, zone_named(zone))


def _left_out(sequence: int, one: Enrolment, now: datetime) -> bool:
    try:
        with transaction.atomic():
            batch = Batch(Sequence.objects.get(pk=sequence), [one.lead_id], now)
            for row in batch.rows:
                batch.leave_out(row, reasons.BROKEN)
            batch.write()
    except Exception:
        log.exception("sequences.not_left_out", enrolment=one.pk)
        return False
    return True
