"""What becomes of stages for Meta when a worker dies, an answer stays away or Meta asks for time (H:S2, W6)."""

from datetime import timedelta

import pytest

from attribution.conversions.services.telling import why
from attribution.conversions.services.telling.batching import next_batch
from attribution.conversions.services.telling.collecting import collect
from attribution.conversions.tests.factories import NOW
from attribution.conversions.tests.telling import came_by_form, connect, ledger, sent, step, tell
from crm.testing.people import make_user
from tenants.outbox.handlers import LEAD_PROCESSING
from tenants.outbox.services import work
from tenants.outbox.services.sweep import settle_abandoned
from tenants.staff import roles


@pytest.fixture
def admin(clinic):
    return make_user(clinic, role=roles.ADMIN)


@pytest.fixture
def meta(inside, simulator, admin):
    return connect(inside, by=admin)


def test_a_worker_that_dies_in_mid_send_leaves_unknown_and_nothing_is_sent_again(inside, meta, simulator):
    came_by_form(inside)
    collect(meta, now=NOW)
    next_batch(meta.pk, now=NOW)
    (job,) = work.claim_due(now=NOW, queue=LEAD_PROCESSING)
    assert work.begin(job)

    settle_abandoned(now=NOW + work.LEASE * 2)
    for hour in (1, 2, 3):
        tell(now=NOW + timedelta(hours=hour))

    assert ledger() == [("new", "unknown", why.DIED)]
    assert sent(simulator) == []


def test_silence_after_it_left_is_unknown_and_the_platform_rests(inside, meta, simulator):
    lead = came_by_form(inside)
    simulator.tell("meta.events", "vanish")

    tell()
    step(inside, lead, "qualified", at=NOW)
    tell(now=NOW + timedelta(minutes=5))

    assert ledger()[0] == ("new", "unknown", why.LOST)
    assert len(sent(simulator)) == 1
    tell(now=NOW + timedelta(minutes=30))
    assert [one["event_name"] for one in sent(simulator)] == ["New lead", "Qualified"]


def test_two_workers_take_a_batch_once_and_two_looks_make_one(inside, meta, simulator):
    came_by_form(inside)
    collect(meta, now=NOW)

    assert next_batch(meta.pk, now=NOW) == 1
    assert next_batch(meta.pk, now=NOW) == 0
    first = work.claim_due(now=NOW, queue=LEAD_PROCESSING)
    second = work.claim_due(now=NOW, queue=LEAD_PROCESSING)

    assert (len(first), second) == (1, [])


def test_a_throttle_is_waited_out_and_the_order_kept(inside, meta, simulator):
    lead = came_by_form(inside)
    simulator.tell("meta.events", "status", status=400, code="4")

    tell()
    step(inside, lead, "qualified", at=NOW)
    tell(now=NOW + timedelta(seconds=10))
    assert ledger()[0] == ("new", "waiting", "")
    tell(now=NOW + timedelta(minutes=2))
    tell(now=NOW + timedelta(minutes=3))

    assert [one["event_name"] for one in sent(simulator)] == ["New lead", "New lead", "Qualified"]
    assert {state for _step, state, _code in ledger()} == {"sent"}
