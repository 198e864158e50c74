"""One limit for all web processes, whatever becomes of them; a flood stays with its clinic (H:L7, P4; F:T25)."""

import contextlib
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import httpx
import pytest

from crm.testing.faults import own_web, stopped
from crm.testing.people import host_of, key_of
from leads.models import LeadPayload
from tenants.context import clinic_context
from tenants.keys.models import ApiKey

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("chaos")]
PROCESSES = 4
PER_HOUR, POSTS = 100, 25


@pytest.fixture(scope="module")
def four(clinics):
    """Four web processes, each of which knows that it is one of four."""
    with contextlib.ExitStack() as running, ThreadPoolExecutor(PROCESSES) as starting:
        begun = [own_web(WEB_WORKERS=str(PROCESSES)) for _ in range(PROCESSES)]
        for one in begun:
            running.push(one.__exit__)
        yield list(starting.map(lambda one: one.__enter__(), begun))


@pytest.fixture
def door(fresh_clinic):
    """(clinic, key) with PER_HOUR arrivals an hour."""
    clinic = fresh_clinic()
    key = key_of(clinic)
    with clinic_context(clinic):
        ApiKey.objects.update(per_hour=PER_HOUR)
    return clinic, key


def knock(web, clinic, key, number):
    enquiry = {"first_name": "Mario", "phone": f"+3933311{number:05}"}
    return web.request("POST", "/api/v1/leads", host=host_of(clinic), json=enquiry, headers={"X-API-Key": key})


def rush(webs, door, number, *, first=0):
    """So many people, dealt out in turn and some at once: {status: how many}."""
    with ThreadPoolExecutor(8) as crowd:
        numbers = range(first, first + number)
        return Counter(crowd.map(lambda n: knock(webs[n % len(webs)], *door, n).status_code, numbers))


def stored(clinic):
    with clinic_context(clinic):
        return LeadPayload.objects.count()


def test_four_processes_let_in_together_what_one_would(four, door):
    answers = rush(four, door, 160)

    assert answers == {201: PER_HOUR, 429: 60}
    assert stored(door[0]) == PER_HOUR


def test_without_redis_four_processes_let_in_half_of_it_at_most(servers, four, door):
    with stopped(servers.redis):
        answers = rush(four, door, 80)

    assert answers == {201: PROCESSES * int(PER_HOUR / 2 / PROCESSES), 429: 32}


def test_a_web_process_that_begins_anew_remembers_who_knocked(door):
    with own_web() as web:
        assert rush([web], door, 60) == {201: 60}
        web.kill()

    with own_web() as web:
        assert rush([web], door, 60, first=60) == {201: PER_HOUR - 60, 429: 20}


def test_a_flood_in_one_clinic_is_refused_and_costs_the_neighbour_no_more_than_a_busy_day(web, door, fresh_clinic):
    """The measure is taken in the same minute: as many senders who never pause, each of whom is let in. Machines
    that do several things at once make a wide margin."""
    quiet, busy = fresh_clinic(), fresh_clinic()
    neighbour, unlimited = (quiet, key_of(quiet)), (busy, key_of(busy))
    with clinic_context(busy):
        ApiKey.objects.update(per_hour=10**6)

    with flood(web, unlimited) as answers:
        as_busy = waits_of(web, neighbour, first=0)
    assert set(answers) <= {201, 200}
    with flood(web, door) as answers:
        in_flood = waits_of(web, neighbour, first=100)

    assert answers[201] + answers[200] <= PER_HOUR
    assert answers[429] > answers[201] + answers[200]
    assert median(in_flood) < 3 * median(as_busy)
    assert stored(quiet) == 2 * POSTS


def waits_of(web, door, *, first):
    answers = [knock(web, *door, first + number) for number in range(POSTS)]
    assert {answer.status_code for answer in answers} == {201}
    return [answer.elapsed.total_seconds() for answer in answers]


@contextlib.contextmanager
def flood(web, door):
    """Four senders who never pause; counts their answers."""
    answers, over = Counter(), threading.Event()
    clinic, key = door
    headers = {"Host": f"{host_of(clinic)}:{web.port}", "X-API-Key": key}

    def send(mine):
        with httpx.Client(base_url=web.address, headers=headers, timeout=20) as client:
            while not over.is_set():
                phone = f"+393331{mine}{time.monotonic_ns() % 10**5:05}"
                answer = client.post("/api/v1/leads", json={"first_name": "Ida", "phone": phone})
                answers[answer.status_code] += 1

    with ThreadPoolExecutor(4) as senders:
        done = [senders.submit(send, mine) for mine in range(4)]
        time.sleep(1)
        try:
            yield answers
        finally:
            over.set()
    assert [one.result() for one in done] == [None] * 4
