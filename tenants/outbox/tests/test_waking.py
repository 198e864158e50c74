"""Who is woken by Beat: clinics that are due and that the task works for, whatever happens to one (HOUSE 14)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.testing.processes import BIN, Process, until
from tenants.context import clinic_context
from tenants.models import Clinic, ClinicDue, Heartbeat
from tenants.outbox.models import Job
from tenants.outbox.services.enqueue import SWEEP
from tenants.owner import as_owner
from tenants.services.due import clinics_due
from tenants.tasks import for_each_clinic

KIND, ACTIVE = "tests.any_work", [Clinic.State.ACTIVE]


@pytest.fixture
def due_at(clinics):
    """`due_at(clinic, moment, kind)` writes the row of the index."""

    def write(clinic, moment, kind=KIND):
        ClinicDue.objects.update_or_create(clinic=clinic, kind=kind, defaults={"next_due": moment})

    return write


def test_a_clinic_is_due_from_its_moment_on_and_the_longest_overdue_comes_first(clinic, other_clinic, due_at):
    now = timezone.now()
    due_at(clinic, now)
    due_at(other_clinic, now - timedelta(seconds=1))

    assert clinics_due(KIND, states=ACTIVE, now=now) == [other_clinic, clinic]
    assert clinics_due(KIND, states=ACTIVE, now=now - timedelta(milliseconds=1)) == [other_clinic]
    assert clinics_due("tests.other_work", states=ACTIVE, now=now) == []


@pytest.mark.parametrize("state", Clinic.State)
@pytest.mark.parametrize("works_for", [["active"], ["active", "suspended"]])
def test_a_clinic_in_a_state_that_the_task_does_not_work_for_is_not_woken(
    clinic, due_at, monkeypatch, state, works_for
):
    sent = []
    monkeypatch.setattr("tenants.tasks.current_app", FakeApp(sent, works_for))
    due_at(clinic, timezone.now())
    Clinic.objects.filter(pk=clinic.pk).update(state=state)

    for_each_clinic(KIND)

    assert bool(sent) == (state in works_for)


def test_each_due_clinic_gets_one_task_with_its_name_and_the_others_none(clinic, other_clinic, due_at, monkeypatch):
    sent = []
    monkeypatch.setattr("tenants.tasks.current_app", FakeApp(sent))
    due_at(clinic, timezone.now())
    due_at(other_clinic, timezone.now() + timedelta(minutes=1))

    assert for_each_clinic(KIND) == 1
    assert sent == [{"clinic": str(clinic.uuid)}]


def test_a_clinic_that_fails_does_not_stop_the_next(fresh_clinic, worker, ask, due_at):
    broken, well = fresh_clinic(), fresh_clinic()
    for clinic in (broken, well):
        with clinic_context(clinic):
            ask("test.nobody", due_at=timezone.now())
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(f'DROP TABLE "{broken.schema_name}".outbox_deliverylog, "{broken.schema_name}".outbox_job')
    due_at(broken, timezone.now() - timedelta(hours=1), SWEEP)
    due_at(well, timezone.now() - timedelta(minutes=1), SWEEP)

    for_each_clinic.apply_async(args=[SWEEP])

    with clinic_context(well):
        until(lambda: Job.objects.get().state == Job.State.FAILED, told=worker.output)


def test_beat_says_that_it_is_alive_as_soon_as_it_starts(committed, worker):
    Heartbeat.objects.all().delete()

    beat = Process([str(BIN / "celery"), "-A", "crm.celery", "beat", "--pidfile="])

    try:
        until(lambda: Heartbeat.objects.filter(name="beat").exists(), told=beat.output)
    finally:
        beat.stop()


def test_beat_knows_what_it_has_to_start(committed, worker):
    from django_celery_beat.models import PeriodicTask

    beat = Process([str(BIN / "celery"), "-A", "crm.celery", "beat", "--pidfile="])

    try:
        wanted = {"beat-heartbeat", "sweep-outboxes", "forget-in-clinics", "forget-in-public"}
        until(lambda: wanted <= set(PeriodicTask.objects.values_list("name", flat=True)), told=beat.output)
    finally:
        beat.stop()


class FakeApp:
    """Celery's registry of tasks with one task in it, which notes how it was sent."""

    def __init__(self, sent, works_for=ACTIVE):
        self.tasks = {KIND: self}
        self.house_states = works_for
        self._sent = sent

    def apply_async(self, *, kwargs):
        self._sent.append(kwargs)
