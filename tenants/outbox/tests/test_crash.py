"""A real worker, a fake provider, kill -9 in mid-call: nothing is sent twice, nothing forgotten (H:S1, S2, S7)."""

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from redis import Redis

from crm.testing import sinks
from crm.testing.jobs import AGAIN, ONCE, start_worker_for
from crm.testing.processes import until
from tenants.context import clinic_context, platform_schema
from tenants.models import ClinicDue
from tenants.outbox.models import DeliveryLog, Job
from tenants.outbox.services import work
from tenants.outbox.services.enqueue import SWEEP
from tenants.outbox.services.sweep import settle_abandoned
from tenants.outbox.services.wake import PAUSE, wake
from tenants.services import due
from tenants.tasks import for_each_clinic

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("chaos")]


@pytest.fixture
def hire(sink, no_worker):
    """`hire()` starts a worker; all of them are killed at the end."""
    hired = []

    def start():
        hired.append(start_worker_for(sink))
        return hired[-1]

    yield start
    for worker in hired:
        worker.kill()


@pytest.fixture
def clinic(fresh_clinic):
    clinic = fresh_clinic()
    with clinic_context(clinic):
        yield clinic


def test_a_worker_killed_in_mid_call_leaves_unknown_what_may_have_happened(clinic, sink, hire, ask):
    sink.mode(sinks.ACCEPT_THEN_HANG)
    ask(ONCE, "once", ref="once", due_at=timezone.now())
    worker = hire()
    until(lambda: sink.accepted()["once"], told=worker.output)

    worker.kill()
    sink.mode(sinks.ACCEPT)
    settle_abandoned(now=timezone.now() + work.LEASE * 2)

    job = Job.objects.get()
    assert (job.state, job.get_state_display()) == (Job.State.UNKNOWN, "Outcome unknown")
    ask(ONCE, "next", ref="next", due_at=timezone.now())
    successor = hire()
    until(lambda: sink.accepted()["next"], told=successor.output)
    assert sink.accepted() == {"once": 1, "next": 1}


def test_a_repeatable_job_whose_worker_was_killed_in_mid_call_is_done_again(clinic, sink, hire, ask):
    sink.mode(sinks.ACCEPT_THEN_HANG)
    ask(AGAIN, ref="again", due_at=timezone.now())
    worker = hire()
    until(lambda: sink.accepted()["again"], told=worker.output)

    worker.kill()
    sink.mode(sinks.ACCEPT)
    settle_abandoned(now=timezone.now() + work.LEASE * 2)
    wake(clinic)

    successor = hire()
    until(lambda: Job.objects.get().state == Job.State.DONE, told=successor.output)
    assert sink.accepted() == {"again": 2}


def test_a_worker_tells_refused_for_now_from_nobody_knows(clinic, sink, hire, ask):
    worker = hire()
    for mode, key in [(sinks.TOO_MANY, "busy"), (sinks.ACCEPT_THEN_500, "broke"), (sinks.DROP, "cut")]:
        sink.mode(mode)
        ask(ONCE, key, ref=key, due_at=timezone.now())
        until(lambda key=key: DeliveryLog.objects.filter(job__key=key).exists(), told=worker.output)
        sink.mode(sinks.ACCEPT)

    until(lambda: Job.objects.get(key="busy").state == Job.State.DONE, told=worker.output)

    states = dict(Job.objects.values_list("key", "state"))
    assert states == {"busy": Job.State.DONE, "broke": Job.State.UNKNOWN, "cut": Job.State.UNKNOWN}
    assert sink.accepted() == {"busy": 1, "broke": 1}


def test_a_job_written_while_redis_is_away_is_done_by_the_sweep_that_was_pulled_forward(
    servers, clinic, sink, hire, ask
):
    far = timezone.now() + timedelta(days=1)
    due.schedule(SWEEP, at=far)
    servers.redis.stop()
    try:
        ask(ONCE, ref="late", due_at=timezone.now())
        with platform_schema():
            assert ClinicDue.objects.get(clinic=clinic, kind=SWEEP).next_due <= timezone.now()
    finally:
        servers.redis.start()
        time.sleep(PAUSE)
    worker = hire()

    for_each_clinic.apply_async(args=[SWEEP])

    until(lambda: Job.objects.get().state == Job.State.DONE, told=worker.output)
    assert sink.accepted() == {"late": 1}


def test_a_queue_that_redis_forgot_is_found_again_in_the_database(clinic, sink, hire, ask):
    ask(ONCE, ref="forgotten", due_at=timezone.now())
    with Redis.from_url(settings.REDIS_URL) as client:
        client.flushall()
    worker = hire()

    for_each_clinic.apply_async(args=[SWEEP])

    until(lambda: Job.objects.get().state == Job.State.DONE, told=worker.output)
    assert sink.accepted() == {"forgotten": 1}
