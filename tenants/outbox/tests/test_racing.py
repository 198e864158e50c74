"""Many workers and one queue: each job is done once, and nobody waits for anybody (H:S3)."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from tenants.context import clinic_context
from tenants.outbox.models import DeliveryLog, Job
from tenants.outbox.services import work
from tenants.outbox.services.places import AT_WORK
from tenants.outbox.tests.conftest import NOW
from tenants.services.locks import one_of

WORKERS, JOBS = 8, 200


@pytest.fixture
def clinic_of_many(fresh_clinic, kind, monkeypatch):
    """(clinic, done): JOBS due jobs, and the list into which doing one puts its number."""
    monkeypatch.setattr(work, "BUDGET", 60)
    done, clinic = [], fresh_clinic()
    name = kind(lambda payload: done.append(payload["number"]))
    with clinic_context(clinic):
        Job.objects.bulk_create(
            Job(kind=name, key=f"{name}:{n}", payload={"number": n}, due_at=NOW) for n in range(JOBS)
        )
    return clinic, done


def elsewhere(clinic, do):
    """`do` in the clinic, in a thread and so on a connection of its own."""

    def run():
        try:
            with clinic_context(clinic):
                return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result(timeout=20)


def test_eight_workers_with_the_same_due_jobs_do_each_of_them_once(clinic_of_many, settings):
    clinic, done = clinic_of_many
    settings.WORKER_COUNT = WORKERS + 1
    start = threading.Barrier(WORKERS)

    def work_through():
        start.wait()
        return work.run_due(now=NOW)

    with ThreadPoolExecutor(WORKERS) as crowd:
        made = list(crowd.map(lambda _: elsewhere(clinic, work_through), range(WORKERS)))

    assert Counter(done) == Counter(range(JOBS))
    assert sum(made) == JOBS
    with clinic_context(clinic):
        assert set(Job.objects.values_list("state", "attempts")) == {(Job.State.DONE, 1)}
        assert DeliveryLog.objects.count() == JOBS


def test_a_worker_passes_by_what_another_one_is_claiming_instead_of_waiting(clinic_of_many):
    clinic, _ = clinic_of_many
    with clinic_context(clinic), transaction.atomic():
        mine = work.claim_due(now=NOW, limit=JOBS - 1)

        theirs = elsewhere(clinic, lambda: quickly(lambda: work.claim_due(now=NOW)))

    assert len(mine) == JOBS - 1
    assert len(theirs) == 1


def test_one_claim_takes_a_handful_so_that_the_others_find_work_too(clinic_of_many):
    clinic, _ = clinic_of_many

    with clinic_context(clinic):
        assert len(work.claim_due(now=NOW)) == work.BATCH


def test_a_clinic_with_much_to_do_makes_room_for_others_and_goes_on_later(clinic_of_many, monkeypatch):
    clinic, done = clinic_of_many
    woken = []
    monkeypatch.setattr(work, "wake", lambda clinic, queue: woken.append(clinic))
    monkeypatch.setattr(work, "BUDGET", -1)

    with clinic_context(clinic):
        work.run_due(now=NOW)

        waiting = Job.objects.filter(state=Job.State.WAITING).count()

    assert (len(done), waiting) == (1, JOBS - 1)
    assert woken == [clinic]


def quickly(do):
    """`do`, in a transaction that would rather fail than wait for a lock."""
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '500ms'")
        return do()


def test_one_clinic_never_keeps_all_workers_busy_and_leaves_none_of_its_jobs(clinic_of_many, settings, monkeypatch):
    clinic, done = clinic_of_many
    settings.WORKER_COUNT = 2
    woken = []
    monkeypatch.setattr(work, "wake", lambda clinic, queue: woken.append(clinic))

    with clinic_context(clinic), one_of(AT_WORK, 1) as mine:
        theirs = elsewhere(clinic, lambda: work.run_due(now=NOW))
    made = elsewhere(clinic, lambda: work.run_due(now=NOW))

    assert (mine, theirs, made) == (True, 0, JOBS)
    assert len(done) == JOBS
    assert woken == []
