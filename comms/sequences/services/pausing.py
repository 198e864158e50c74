"""Sequences and single people wait and go on, and what was missed meanwhile never comes at once (F:C18).

The time that did not count is added to Sequence.slipped; each enrolment is moved by what it has not been moved by
when its turn comes (services.ticking), so that a pause costs one row however many are under way.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from comms.sequences.models import Enrolment, Pulse, Sequence
from comms.sequences.services.advancing import due_of
from comms.sequences.services.enrolling import ENROL, RUN
from comms.sequences.services.planning import slip
from crm.lib.errors import Conflict, NotAllowed, NotThere
from leads.services.many import hold
from tenants.audit.services.record import record
from tenants.services.due import pull_forward
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User

ACTIVATE = "sequences.activate_sequence"
OUTAGE = timedelta(minutes=15)  # later than that, and nobody was looking
NOTHING = timedelta()
State = Sequence.State


@transaction.atomic
def pause(pk: int, *, by: User, now: datetime) -> Sequence:
    """Nothing leaves from it until it goes on. A repeat changes nothing. Raises NotAllowed, NotThere, Conflict."""
    held = _held(pk, by)
    if held.state == State.ACTIVE:
        held.state, held.paused_at = State.PAUSED, now
        held.save()
    return held


@transaction.atomic
def go_on(pk: int, *, by: User, now: datetime) -> Sequence:
    """As before the pause, which did not count; of one that catches up it did. As `pause`."""
    held = _held(pk, by)
    if held.state == State.PAUSED:
        if not held.catches_up:
            held.slipped += slip(max(now - held.paused_at, NOTHING))
        held.state, held.paused_at = State.ACTIVE, None
        held.save()
        pull_forward(RUN, at=now)
    return held


def _held(pk: int, by: User) -> Sequence:
    if not User.objects.get(pk=by.pk).has_perm(ACTIVATE):
        raise NotAllowed(_("Your role does not start and stop sequences."))
    held = Sequence.objects.visible_to(by).select_for_update().filter(pk=pk, archived_at=None).first()
    if held is None:
        raise NotThere
    if held.state == State.DRAFT:
        raise Conflict(_("This sequence has not begun yet."))
    return held


@transaction.atomic
def pause_one(pk: int, *, by: User, now: datetime) -> Enrolment:
    """One enrolment waits until somebody has it go on. A repeat changes nothing. Raises NotAllowed, NotThere, and
    Conflict for one that is over."""
    one = _held_one(pk, by)
    if one.paused_at is None:
        one.since += one.sequence.slipped - one.slipped
        one.due_at, one.paused_at, one.slipped = None, now, one.sequence.slipped
        one.save(update_fields=["due_at", "paused_at", "since", "slipped"])
        _told("lead.sequence_paused", one)
    return one


@transaction.atomic
def go_on_one(pk: int, *, by: User, now: datetime) -> Enrolment:
    """Where it was; the time between did not count. As `pause_one`."""
    one = _held_one(pk, by)
    if one.paused_at is not None:
        sequence = one.sequence
        missed = NOTHING if sequence.catches_up else slip(max(now - one.paused_at, NOTHING))
        one.since += max(missed, sequence.slipped - one.slipped)  # while both waited it is the same time
        zone = clinic_settings().time_zone
        one.due_at = max(due_of(one.next_step, one.since, one.lead, otherwise=zone), now)
        one.paused_at, one.slipped = None, sequence.slipped
        one.save(update_fields=["due_at", "paused_at", "since", "slipped"])
        _told("lead.sequence_went_on", one)
        pull_forward(RUN, at=one.due_at)
    return one


def _held_one(pk: int, by: User) -> Enrolment:
    lead = Enrolment.objects.visible_to(by).filter(pk=pk).values_list("lead", flat=True).first()
    held = hold([lead] if lead else [], by=by)
    if not held.by.has_perm(ENROL):
        raise NotAllowed(_("Your role does not put leads into sequences."))
    rows = Enrolment.objects.visible_to(held.by).select_related("sequence", "lead", "next_step__version")
    one = rows.prefetch_related("lead__identities").filter(pk=pk).first()
    if one is None:
        raise NotThere
    if one.state != Enrolment.State.ACTIVE:
        raise Conflict(_("This is over already."))
    return one


def _told(verb: str, one: Enrolment) -> None:
    record(verb, one.lead, changes={"sequence": (None, one.sequence.name)})


@transaction.atomic
def note_look(*, now: datetime) -> timedelta:
    """Somebody looks at the clinic's sequences; how long nobody did who should have: that time does not count."""
    Pulse.objects.get_or_create(pk=1)
    pulse = Pulse.objects.select_for_update().get(pk=1)
    away = now - pulse.next_at if pulse.next_at else NOTHING
    missed = slip(away) if away > OUTAGE else NOTHING
    if missed:
        running = Sequence.objects.filter(state=State.ACTIVE, archived_at=None, catches_up=False)
        running.update(slipped=F("slipped") + missed)
    pulse.ticked_at = pulse.next_at = now
    pulse.save()
    return missed


def note_next(*, at: datetime) -> None:
    """When somebody is to look again."""
    Pulse.objects.filter(pk=1).update(next_at=at)
