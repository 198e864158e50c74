"""A job exists exactly when its cause does, once for a key (H:S10)."""

from datetime import timedelta

import pytest
from django.db import transaction

from leads.models import Stage
from tenants.context import clinic_context, platform_schema
from tenants.models import ClinicDue
from tenants.outbox.models import Job
from tenants.outbox.services.enqueue import SWEEP, enqueue
from tenants.outbox.tests.conftest import NOW
from tenants.services import due


@pytest.fixture
def inside(clinic):
    with clinic_context(clinic):
        yield clinic


def cause_and_job(name, afterwards=lambda: None):
    with transaction.atomic():
        Stage.objects.create(name=name, semantic="new", position=99)
        enqueue(kind="test.any", key=name, payload={"stage": name}, due_at=NOW)
        afterwards()


def test_a_job_is_written_with_its_cause(inside):
    cause_and_job("Recall")

    assert Stage.objects.filter(name="Recall").exists()
    assert Job.objects.get().payload == {"stage": "Recall"}


def test_a_cause_that_is_rolled_back_takes_its_job_and_its_wake_up_with_it(inside, monkeypatch, on_commit):
    woken = []
    monkeypatch.setattr("tenants.outbox.services.enqueue.wake", lambda clinic, queue: woken.append(clinic))

    with on_commit(execute=True), pytest.raises(ZeroDivisionError):
        cause_and_job("Recall", afterwards=lambda: 1 / 0)

    assert not Stage.objects.filter(name="Recall").exists()
    assert not Job.objects.exists()
    assert woken == []


def test_asking_twice_for_the_same_thing_leaves_the_first_job_as_it_was(inside, ask):
    ask("test.any", "same", lead=1)

    ask("test.any", "same", lead=2)

    assert Job.objects.get().payload == {"lead": 1}


def test_a_key_is_spent_for_good_also_after_the_job_was_done(inside, ask):
    ask("test.any", "same")
    Job.objects.update(state=Job.State.DONE)

    ask("test.any", "same")

    assert Job.objects.get().state == Job.State.DONE


def test_asking_outside_of_a_transaction_is_a_mistake_of_the_caller(committed, clinics):
    with clinic_context(clinics[0]), pytest.raises(RuntimeError, match="transaction"):
        enqueue(kind="test.any", key="one", payload={}, due_at=NOW)


def test_the_clinic_is_woken_after_the_commit_and_from_wherever_that_happens(clinic, monkeypatch, on_commit, ask):
    woken = []
    monkeypatch.setattr("tenants.outbox.services.enqueue.wake", lambda clinic, queue: woken.append(clinic))

    with on_commit(execute=True):
        with clinic_context(clinic):
            ask("test.any")
        assert woken == []

    assert woken == [clinic]


def test_the_next_sweep_comes_soon_after_the_job_is_due_even_if_nobody_is_woken(inside, ask):
    due.schedule(SWEEP, at=NOW + timedelta(days=1))

    ask("test.any", due_at=NOW + timedelta(hours=1))

    assert next_sweep(inside) == NOW + timedelta(hours=1)


def test_a_busy_clinic_does_not_write_its_row_in_the_index_of_what_is_due_for_each_job(inside, ask):
    due.schedule(SWEEP, at=NOW + due.SLACK)

    ask("test.any")

    assert next_sweep(inside) == NOW + due.SLACK


def next_sweep(clinic):
    with platform_schema():
        return ClinicDue.objects.get(clinic=clinic, kind=SWEEP).next_due
