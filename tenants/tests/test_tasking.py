"""Tasks run in their clinic's schema or not at all; asked of a real worker (H:T5, T6, T15)."""

import json
import sys

import pytest
import redis
from celery import current_app
from django.conf import settings

from crm.testing import probes
from crm.testing.processes import Process, until
from tenants.context import platform_schema
from tenants.models import Clinic, ParkedEvent
from tenants.services.states import suspend

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def probing(clinics):
    """A worker with one child that also knows the probes: tasks follow each other in one process."""
    command = [sys.executable, "-m", "celery", "-A", "crm.celery", "worker", "-c", "1", "-Q", "probes,delivery"]
    options = ["--include", "crm.testing.probes", "--without-gossip", "--without-mingle"]
    process = Process([*command, *options])
    yield process
    process.stop()


@pytest.fixture
def run(committed, probing):
    """Send tasks one after the other and return what they said, once the last of them spoke."""
    server = redis.Redis.from_url(settings.REDIS_URL)
    server.delete(probes.HEARD)

    def send(*messages):
        for task, arguments in [*messages, (probes.of_the_platform, {"word": "last"})]:
            name = task if isinstance(task, str) else task.name
            queue = "delivery" if isinstance(task, str) else "probes"
            current_app.send_task(name, kwargs=arguments, queue=queue)
        until(lambda: b'"last"' in b"".join(server.lrange(probes.HEARD, 0, -1)), told=probing.output)
        return [json.loads(line) for line in server.lrange(probes.HEARD, 0, -1)][:-1]

    yield send
    with platform_schema():
        ParkedEvent.objects.all().delete()


def test_each_task_sees_its_own_clinic_whatever_the_one_before_it_left_behind(run, fresh_clinic):
    here, there = fresh_clinic(), fresh_clinic()

    said = run(
        (probes.of_a_clinic, {"word": "A", "clinic": str(here.uuid), "fail": True}),
        (probes.of_a_clinic, {"word": "nobody's"}),
        (probes.of_the_platform, {"word": "platform"}),
        (probes.of_a_clinic, {"word": "B", "clinic": str(there.uuid)}),
    )

    assert [line[:2] for line in said] == [
        ["A", [here.schema_name]],
        ["platform", ["public"]],
        ["B", [there.schema_name]],
    ]
    assert len({process for _, _, process in said}) == 1


@pytest.mark.parametrize("clinic", [None, "", "not-a-uuid", "c' OR 1=1", NOBODY])
def test_a_message_without_a_clinic_we_know_is_not_executed_and_leaves_one_row(run, clinic):
    said = run((probes.of_a_clinic, {"word": "never", "clinic": clinic}))

    assert said == []
    with platform_schema():
        parked = ParkedEvent.objects.get(reason__contains="of_a_clinic")
    assert (parked.source, bytes(parked.body)) == ("task", b"")
    assert not clinic or clinic not in parked.reason


def test_a_task_of_the_product_without_its_clinic_is_refused_as_well(run):
    run(("tenants.outbox.tasks.run_jobs", {}))

    with platform_schema():
        # By its words: a wake-up of a clinic that another test removed may be parked before it.
        said = ParkedEvent.objects.filter(reason="tenants.outbox.tasks.run_jobs came without a clinic")
        assert until(said.first).source == "task"


def test_nothing_is_done_for_a_suspended_clinic_but_what_says_so(run, fresh_clinic):
    clinic = fresh_clinic()
    suspend(clinic)

    said = run(
        (probes.of_a_clinic, {"word": "a send", "clinic": str(clinic.uuid)}),
        (probes.of_a_suspended_clinic, {"word": "intake", "clinic": str(clinic.uuid)}),
    )

    assert [line[:2] for line in said] == [["intake", [clinic.schema_name]]]


@pytest.mark.parametrize("state", [Clinic.State.PROVISIONING, Clinic.State.CLOSING])
def test_nothing_is_done_for_a_clinic_that_is_not_there_yet_or_no_more(run, fresh_clinic, state):
    clinic = fresh_clinic()
    Clinic.objects.filter(pk=clinic.pk).update(state=state)

    said = run((probes.of_a_suspended_clinic, {"word": "never", "clinic": str(clinic.uuid)}))

    assert said == []
