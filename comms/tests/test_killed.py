"""kill -9 at each point of a send, fifty times: nothing goes twice, and nobody is told it arrived (H:S1, S2)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comms import carriers
from comms.models import Message
from comms.services.refusals import Draft
from comms.services.writing import write
from comms.tests.factories import make_conversation
from comms.tests.sinking import POINTS, deliver, send_and_die
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.outbox.models import Job
from tenants.outbox.services import work
from tenants.outbox.services.sweep import settle_abandoned

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("chaos")]

RUNS = 50
LEFT = {"before the claim": 0, "after its commit": 0}  # how many had reached the provider; one for the others


@pytest.fixture
def killed(fresh_clinic, sink, no_worker, monkeypatch):
    """`killed(point)`: a message whose worker died there, as its reference."""
    monkeypatch.setattr(carriers, "_makers", dict(carriers._makers))
    monkeypatch.setattr(carriers, "use", carriers.use)
    clinic = fresh_clinic()
    talk = make_conversation(clinic, make_lead(clinic))

    def kill(point):
        with clinic_context(clinic):
            message = write(talk.pk, Draft(body=point), by=None, now=timezone.now())
        assert send_and_die(clinic, sink, point) == 9
        return str(message.reference)

    kill.clinic, kill.sink = clinic, sink
    return kill


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_at_this_point_sends_nothing_twice(killed, point):
    references = []
    for _ in range(RUNS):
        references.append(killed(point))
        with clinic_context(killed.clinic):
            settle_abandoned(now=timezone.now() + work.LEASE * 2)
        deliver(killed.clinic, killed.sink)
        with clinic_context(killed.clinic):
            Job.objects.filter(state=Job.State.WAITING).update(due_at=timezone.now() - timedelta(seconds=1))
        deliver(killed.clinic, killed.sink)

    arrived = killed.sink.accepted()
    with clinic_context(killed.clinic):
        states = dict(Message.objects.values_list("reference", "state"))
    if point == "before the claim":  # nothing had begun: it is sent now, once
        assert {arrived[one] for one in references} == {1}
        assert set(states.values()) == {Message.State.ACCEPTED}
    else:
        assert {arrived[one] for one in references} == {LEFT.get(point, 1)}
        assert set(states.values()) == {Message.State.UNKNOWN}
    assert len(states) == RUNS
