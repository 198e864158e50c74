"""Looks take their place among a clinic's jobs, so that no clinic keeps all workers busy (H:S15)."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event

import pytest
from django.db import connection

from comms.sequences.services import ticking
from comms.sequences.services.enrolling import enrol
from comms.sequences.tests.factories import look, make_person, make_sequence
from comms.tests.factories import make_account
from tenants.context import clinic_context
from tenants.outbox.services import work
from tenants.outbox.services.places import AT_WORK
from tenants.outbox.services.work import run_due
from tenants.services.locks import one_of

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)  # a Monday


@pytest.fixture
def inside(clock, clinic, line):
    clock.move_to(NOW)
    make_account(clinic, "sms")
    with clinic_context(clinic):
        yield clinic


def begin(clinic, sequence):
    return enrol(sequence.pk, [make_person(clinic).pk], way="hand", now=NOW)


@contextmanager
def somebody_looks(clinic):
    """Another worker, with a connection of its own."""
    at_it, done = Event(), Event()

    def look_long():
        with clinic_context(clinic), one_of(AT_WORK, 1):
            at_it.set()
            done.wait(30)
        connection.close()

    with ThreadPoolExecutor(1) as other:
        looking = other.submit(look_long)
        try:
            assert at_it.wait(30)
            yield
        finally:
            done.set()
        looking.result()


def test_one_clinic_never_has_all_workers_look_and_keeps_no_other_waiting(inside, other_clinic, settings):
    settings.WORKER_COUNT = 2
    make_account(other_clinic, "sms")
    for clinic in (inside, other_clinic):
        with clinic_context(clinic):
            begin(clinic, make_sequence(clinic, [(0, "One")]))

    with somebody_looks(inside):
        assert [look(inside, NOW), look(other_clinic, NOW)] == [0, 1]
    assert look(inside, NOW) == 1


def test_whoever_leaves_a_place_wakes_who_found_none(inside, monkeypatch):
    woken = []
    monkeypatch.setattr(ticking, "wake", lambda clinic: woken.append("look"))
    monkeypatch.setattr(work, "wake", lambda clinic, queue: woken.append(queue))
    begin(inside, make_sequence(inside, [(0, "One")]))

    run_due(now=NOW)
    look(inside, NOW)

    assert woken == ["look", "delivery"]
