"""Workers and three looks at once on the same people, killed again and again: each step leaves once, and what
nobody knows of is said to be so (H:S1 to S3, S5). The whole of it: `make killing`."""

import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from datetime import time as clock_time

import pytest
from django.db import connections
from django.utils import timezone

from comms import carriers
from comms.models import Message
from comms.sequences.models import Enrolment, StepRun
from comms.sequences.services import ticking
from comms.sequences.services.enrolling import enrol
from comms.sequences.tests.factories import make_people, make_sequence
from comms.tests.factories import make_account
from comms.tests.sinking import SinkLine
from tenants.context import clinic_context
from tenants.outbox.models import Job
from tenants.outbox.services import work
from tenants.outbox.services.sweep import settle_abandoned

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("chaos")]

DUE, KILLS = int(os.environ.get("SEQUENCES_DUE", "24")), int(os.environ.get("SEQUENCES_KILLS", "5"))
WORKERS, LOOKS, SEQUENCES = (8 if KILLS > 8 else 4), 3, 2
PEOPLE, PATIENCE = DUE // SEQUENCES, DUE * 0.4 + 60  # seconds
ALWAYS = {"window_from": clock_time(0), "window_until": clock_time(23, 59, 59, 999999), "weekdays": [*range(7)]}
_inherited = []


class Pack:
    """Children that do `work` again and again; whoever is killed is followed by another."""

    def __init__(self, clinic, sink):
        self.clinic, self.line, self.doing = clinic, SinkLine(sink), {}

    def begin(self, do):
        connections.close_all()
        if child := os.fork():
            self.doing[child] = do
            return
        try:
            for wrapper in connections.all(initialized_only=True):
                _inherited.append(wrapper.connection)
                wrapper.connection = None
            carriers._makers["sms", "test.sms"] = lambda account, values: self.line
            carriers.use = lambda kind: {}
            with clinic_context(self.clinic):
                while True:
                    done = 0
                    with suppress(Exception):
                        done = do(now=timezone.now())
                    time.sleep(0.01 if done else 0.2)
        finally:
            os._exit(0)

    def kill(self, child):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return self.doing.pop(child)


@pytest.fixture
def clinic(fresh_clinic, no_worker, settings, monkeypatch):
    settings.WORKER_COUNT = WORKERS + 1
    monkeypatch.setattr(carriers, "_makers", dict(carriers._makers))
    monkeypatch.setattr(carriers, "use", lambda kind: {})
    monkeypatch.setattr(ticking, "SIZE", 20)
    monkeypatch.setattr(ticking, "wake", lambda clinic: None)
    made = fresh_clinic()
    make_account(made, "sms")
    return made


@pytest.fixture
def pack(clinic, sink):
    found = Pack(clinic, sink)
    yield found
    for child in list(found.doing):
        found.kill(child)


def waits(clinic):
    with clinic_context(clinic):
        still = Enrolment.objects.filter(due_at__isnull=False).count()
        return still + Job.objects.filter(state=Job.State.WAITING).count()


def test_of_all_that_is_due_nothing_leaves_twice_and_nothing_is_missing(clinic, pack, sink):
    people, draw = make_people(clinic, PEOPLE), random.Random(8)
    for _ in range(SEQUENCES):
        sequence = make_sequence(clinic, [(0, "Hello")], keeps_holidays=False, **ALWAYS)
        with clinic_context(clinic):
            assert len(enrol(sequence.pk, people, way="many", now=timezone.now()).begun) == PEOPLE

    for do in [work.run_due] * WORKERS + [ticking.run] * LOOKS:
        pack.begin(do)
    killed, ends = 0, time.monotonic() + PATIENCE
    while waits(clinic) and time.monotonic() < ends:
        time.sleep(draw.uniform(0.05, 0.4))
        if killed < KILLS:
            pack.begin(pack.kill(draw.choice(list(pack.doing))))
            killed += 1
    for child in list(pack.doing):
        pack.kill(child)
    finish(clinic, pack)

    arrived = sink.accepted()
    with clinic_context(clinic):
        states = {str(ref): state for ref, state in Message.objects.values_list("reference", "state")}
        assert StepRun.objects.filter(outcome="message").count() == len(states) == DUE
        assert set(Enrolment.objects.values_list("state", flat=True)) == {"finished"}
    unknown = [ref for ref, state in states.items() if state == Message.State.UNKNOWN]
    print(f"{len(states)} due, {killed} kills, {len(unknown)} unknown, {len(arrived)} arrived")  # noqa: T201
    assert killed == KILLS
    assert set(arrived.values()) == {1}  # none twice
    assert Counter(states.values()).keys() <= {"accepted", "unknown"}
    assert {ref for ref, state in states.items() if state == "accepted"} <= arrived.keys()
    assert len(unknown) <= KILLS + WORKERS


def finish(clinic, pack):
    """What the killed had claimed is free once its lease is over."""
    carriers._makers["sms", "test.sms"] = lambda account, values: pack.line
    with clinic_context(clinic):
        for _ in range(200):
            settle_abandoned(now=timezone.now() + work.LEASE * 2)
            work.run_due(now=timezone.now())
            if not Job.objects.open().exists():
                return
            time.sleep(0.05)
