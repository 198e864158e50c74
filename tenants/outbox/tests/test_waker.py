"""Wake-ups leave a process that answers requests by a thread of their own, few and never forgotten (H:P1, P3)."""

import os
import sys
import threading
import time
from collections import Counter

import pytest

from crm.testing.processes import Process, until
from tenants.models import Clinic
from tenants.outbox.services.waker import GAP, Waker

A, B = Clinic(schema_name="a"), Clinic(schema_name="b")


class Redis:
    """Notes whom it was asked to wake and when; away or slow on demand."""

    def __init__(self):
        self.woken, self.away, self.slow, self.is_asked = [], False, 0, threading.Event()

    def __call__(self, clinic):
        self.is_asked.set()
        time.sleep(self.slow)
        if not self.away:
            self.woken.append((clinic, time.monotonic()))
        return not self.away

    def count(self):
        return Counter(clinic.schema_name for clinic, _ in self.woken)


@pytest.fixture
def redis():
    return Redis()


def test_a_quiet_clinic_is_woken_at_once(redis):
    waker = Waker(redis, pause=1, gap=60)

    waker.ask(A)
    waker.ask(B)

    until(lambda: redis.count() == {"a": 1, "b": 1})


def test_who_asks_never_waits_for_redis(redis):
    redis.slow = 5
    waker = Waker(redis, pause=1)

    began = time.monotonic()
    for _ in range(100):
        waker.ask(A)

    assert time.monotonic() - began < 2


def test_of_many_askings_one_a_gap_is_sent_and_one_after_the_last(redis):
    waker, end, last = Waker(redis, pause=1), time.monotonic() + 10 * GAP, 0.0
    while time.monotonic() < end:
        last = time.monotonic()
        waker.ask(A)

    until(lambda: redis.woken[-1][1] >= last)
    assert 2 < len(redis.woken) <= 13


def test_what_is_asked_while_a_wake_up_is_being_sent_is_followed_by_another(redis):
    redis.slow = 0.1
    waker = Waker(redis, pause=1, gap=0)
    waker.ask(A)
    assert redis.is_asked.wait(30)
    waker.ask(A)

    until(lambda: redis.count() == {"a": 2})


def test_whoever_could_not_be_woken_is_woken_once_redis_is_back(redis):
    redis.away = True
    waker = Waker(redis, pause=0.05)
    waker.ask(A)
    waker.ask(B)
    time.sleep(0.2)

    redis.away = False

    until(lambda: redis.count() == {"a": 1, "b": 1})
    time.sleep(0.2)
    assert redis.count() == {"a": 1, "b": 1}


def test_a_thousand_askings_from_eight_threads_leave_nobody_asleep(redis):
    waker = Waker(redis, pause=1, gap=0.001)
    clinics = [Clinic(schema_name=str(number)) for number in range(50)]

    threads = [threading.Thread(target=lambda: [waker.ask(one) for one in clinics * 20]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert waker.settle(30)
    assert set(redis.count()) == {clinic.schema_name for clinic in clinics}


def test_an_error_that_nobody_knew_of_does_not_end_the_thread(redis):
    def broken_once(clinic):
        return redis(clinic) if clinic is B else 1 / 0

    waker = Waker(broken_once, pause=1)
    waker.ask(A)
    waker.ask(B)

    until(lambda: redis.count() == {"b": 1})


def test_at_the_end_what_waits_is_sent_without_waiting_and_without_redis_it_ends_all_the_same(redis):
    waker = Waker(redis, pause=60, gap=60)
    waker.ask(A)
    until(lambda: redis.count() == {"a": 1})
    waker.ask(A)

    assert waker.settle(30)
    assert redis.count() == {"a": 2}

    redis.away = True
    waker.ask(A)
    assert waker.settle(30)


def test_a_redis_that_hangs_keeps_no_process_from_its_end(redis):
    redis.slow = 5
    waker = Waker(redis, pause=1)
    waker.ask(A)

    began = time.monotonic()

    assert not waker.settle(0.2)
    assert time.monotonic() - began < 2


def test_a_forked_child_wakes_for_itself(redis):
    waker, (reading, writing) = Waker(redis, pause=1), os.pipe()
    waker.ask(A)

    child = os.fork()
    if child == 0:
        waker._send = lambda clinic: bool(os.write(writing, clinic.schema_name.encode()))
        waker.ask(B)
        waker.settle(30)
        os._exit(0)

    os.close(writing)
    assert os.waitpid(child, 0)[1] == 0
    assert os.read(reading, 10) == b"b"
    os.close(reading)


CHILD = """
import multiprocessing, time
from crm import wsgi
from tenants.models import Clinic
from tenants.outbox.services import wake
wake._wakers["delivery"]._send = lambda clinic: time.sleep(0.05) or print("woke", clinic.schema_name, flush=True)
def work():
    for name in "abc":
        wake.wake(Clinic(schema_name=name))
IN
"""


@pytest.mark.parametrize(
    "ending", ["work()", "p = multiprocessing.get_context('fork').Process(target=work); p.start(); p.join()"]
)
def test_a_web_process_that_ends_by_itself_wakes_whoever_still_waits(clinics, ending):
    process = Process([sys.executable, "-c", CHILD.replace("IN", ending)])

    assert process.wait(20) == 0, process.output()
    assert process.output().count("woke") == 3, process.output()
