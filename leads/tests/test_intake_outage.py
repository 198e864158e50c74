"""500 enquiries while Redis is stopped, 200 while it hangs: none waits, none is lost (H:P1, P3)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from statistics import median

import pytest
from django.conf import settings
from django.utils import timezone
from redis import Redis

from crm.lib.redisurl import TIMEOUT
from crm.testing.faults import frozen, own_web, stopped
from crm.testing.people import key_of
from crm.testing.processes import until
from leads.models import Lead
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.live.streams import stream_of
from tenants.outbox.models import Job
from tenants.outbox.services.enqueue import SWEEP
from tenants.services import due

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("chaos")]
AT_ONCE = 3  # more would wait for each other's turn on a busy machine, and not for Redis


@pytest.fixture
def doors(clinics, fresh_clinic):
    """A web process whose counting without Redis nobody else used up, two clinics and a key of each."""
    with own_web() as web:
        yield [(web, clinic, key_of(clinic)) for clinic in (fresh_clinic(), fresh_clinic())]


def send(ledger, door, number, *, first=0):
    """So many enquiries of as many people, some at once; their answers."""

    def one(n):
        return ledger.post(*door, first_name="Mario", phone=f"+3933311{n:05}", client_ref=f"ref-{n}")

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        return list(crowd.map(one, range(first, first + number)))


def test_500_without_redis_are_stored_within_a_second_and_told_once_when_it_is_back(servers, doors, ledger, worker):
    """Half of a key's thousand is what the only web process may let in by itself. The sweep would come too late."""
    clinic = doors[0][1]
    send(ledger, doors[1], AT_ONCE)
    with clinic_context(clinic):
        due.schedule(SWEEP, at=timezone.now() + timedelta(hours=1))

    with stopped(servers.redis):
        answers = send(ledger, doors[0], 500)

    assert Counter(answer.status_code for answer in answers) == {201: 500}
    took = sorted(seconds(answers))
    assert took[-6] < 1  # five hiccups of a busy machine are not Redis
    assert took[-1] < 3
    assert (ledger.missing(clinic), ledger.doubled(clinic)) == ([], set())
    with clinic_context(clinic):
        until(lambda: Job.objects.filter(state=Job.State.DONE).count() == 500, seconds=120, told=worker.output)
        leads = set(Lead.objects.values_list("pk", flat=True))
    told = Counter(told_of(clinic))
    assert told == dict.fromkeys(leads, 1)


def test_beyond_its_part_a_process_without_redis_says_come_again(servers, doors, ledger):
    with clinic_context(doors[0][1]):
        ApiKey.objects.update(per_hour=20)

    with stopped(servers.redis):
        answers = send(ledger, doors[0], 15)
        next_door = send(ledger, doors[1], 15)

    assert Counter(answer.status_code for answer in answers) == {201: 10, 429: 5}
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers if answer.status_code == 429)
    assert {answer.status_code for answer in next_door} == {201}


def test_a_redis_that_hangs_is_waited_for_by_few_and_by_none_for_long(servers, doors, ledger):
    send(ledger, doors[0], AT_ONCE)

    with frozen(servers.redis):
        answers = send(ledger, doors[0], 200, first=AT_ONCE)

    took = seconds(answers)
    assert {answer.status_code for answer in answers} == {201}
    assert max(took) < 1.5
    assert median(took) < TIMEOUT / 2
    assert ledger.missing(doors[0][1]) == []


def seconds(answers):
    return [answer.elapsed.total_seconds() for answer in answers]


def told_of(clinic):
    with Redis.from_url(settings.REDIS_URL) as client:
        return [int(fields[b"lead_id"]) for _, fields in client.xrange(stream_of(clinic.uuid))]
