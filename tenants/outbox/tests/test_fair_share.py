"""Fifty thousand of one clinic and ten of another, with real workers: the ten do not wait for them (H:S15)."""

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from crm.testing.jobs import ONCE, start_worker_for
from crm.testing.processes import until
from tenants.context import clinic_context
from tenants.outbox.services.wake import wake

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("chaos")]

MANY, FEW = 50_000, 10
EARLIEST = 1000  # of the many: the last of the few is accepted before it
WAKES = 50  # whoever writes many writes in many transactions, and each wakes


def ask_for(clinic, number, word):
    """Due jobs, in one statement."""
    with clinic_context(clinic), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_job (id, kind, key, payload, state, due_at, attempts, created_at)"
            " SELECT gen_random_uuid(), %s, %s || n, jsonb_build_object('ref', %s || n), 'waiting', %s, 0, now()"
            " FROM generate_series(1, %s) AS n",
            [ONCE, word, word, timezone.now(), number],
        )
    for _ in range(min(number, WAKES)):
        wake(clinic)


def accepted(sink, word):
    return sum(ref.startswith(word) for ref in sink.accepted())


@pytest.fixture
def worker(sink, no_worker):
    """As many processes as a deployment has that says nothing of WORKER_COUNT."""
    process = start_worker_for(sink, concurrency=settings.WORKER_COUNT)
    yield process
    process.kill()


def test_ten_messages_of_a_clinic_leave_before_the_thousandth_of_fifty_thousand_of_another(
    fresh_clinic, sink, worker
):
    large, small = fresh_clinic(), fresh_clinic()
    ask_for(large, MANY, "large")
    until(lambda: accepted(sink, "large"), told=worker.output)

    ask_for(small, FEW, "small")
    until(lambda: accepted(sink, "small") == FEW, told=worker.output)

    assert accepted(sink, "large") < EARLIEST
