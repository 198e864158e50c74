"""What Meta has and we have, and any range of it again: each lead once, however often it is asked for."""

from datetime import timedelta

import pytest
from django.utils import timezone
from time_machine import travel

from attribution.meta_leads.models import Connection, InstantLead
from attribution.meta_leads.services import backfilling, gaps
from attribution.meta_leads.services.connecting import disconnect
from attribution.meta_leads.services.polling import look_at
from attribution.meta_leads.tests.filling import DAY, fill, states
from attribution.providers.meta_leads.base import MetaRefused
from crm.lib.errors import InvalidData, NotAllowed
from crm.testing.people import make_user
from leads.models import Lead
from tenants.outbox.handlers import LEAD_PROCESSING
from tenants.outbox.models import Job
from tenants.outbox.services.work import run_due
from tenants.runs.models import Run
from tenants.runs.services.starting import stop
from tenants.runs.services.working import go_on
from tenants.staff import roles


@pytest.fixture
def few(monkeypatch):
    """Two leads an answer."""
    monkeypatch.setattr("attribution.providers.meta_leads.client.A_PAGE", 2)


def begun(connection, *, days=10, now=None):
    now = now or timezone.now()
    return backfilling.begin(connection, now - days * DAY, now + DAY, by=connection.connected_by, now=now)


def brought(run, *, times=12, after=timedelta()):
    with travel(timezone.now() + after, tick=False):
        for _ in range(times):
            run_due(now=timezone.now(), queue=LEAD_PROCESSING)
        go_on(run.pk)
    run.refresh_from_db()
    return run


def counted(connection, days=10):
    now = timezone.now()
    found = gaps.gap(connection, now - days * DAY, now + DAY)
    return [(one.theirs, one.ours, one.missing, one.is_whole) for one in found]


def test_meta_has_14_and_we_have_14(clinic, connection, page, meta):
    look_at(connection.pk, now=timezone.now())
    now = timezone.now()
    for number in range(14):
        fill(meta, page, number, at=now - timedelta(hours=number), form=0)
    fill(meta, page, 20, at=now - 30 * DAY)
    assert sum(theirs for theirs, *_ in counted(connection)) == 14
    assert sum(ours for _, ours, *_ in counted(connection)) == 0

    look_at(connection.pk, now=now)

    assert sorted(counted(connection)) == [(0, 0, 0, True), (14, 14, 0, True)]


def test_one_that_waits_to_be_fetched_is_not_ours_yet(clinic, connection, page, meta):
    look_at(connection.pk, now=timezone.now())
    fill(meta, page, 1)
    look_at(connection.pk, now=timezone.now())
    InstantLead.objects.update(state="unfetched")

    assert sorted(counted(connection)) == [(0, 0, 0, True), (1, 0, 1, True)]


def test_when_meta_shows_nothing_the_refusal_is_noted_and_said(clinic, connection, page, meta):
    look_at(connection.pk, now=timezone.now())
    meta.host.pages.standing(page).may_read_leads = False

    with pytest.raises(MetaRefused):
        counted(connection)

    assert connection.troubles.get().kind == "permission"


def test_a_range_is_fetched_chunk_by_chunk_and_each_lead_once(clinic, connection, page, meta, few):
    look_at(connection.pk, now=timezone.now())
    now = timezone.now()
    ids = {fill(meta, page, number, at=now - number * DAY, form=number % 2) for number in range(9)}
    old = fill(meta, page, 30, at=now - 40 * DAY)

    run = brought(begun(connection))

    assert (run.state, run.result) == ("done", {"found": 9})
    assert run.done >= 9
    assert states() == dict.fromkeys(ids, "entered")
    assert old not in states()
    again = brought(begun(connection))
    assert (again.state, again.result, Lead.objects.count()) == ("done", {"found": 0}, 9)


def test_a_worker_that_died_in_a_chunk_is_followed_by_one_that_does_it_again(
    clinic, connection, page, meta, monkeypatch
):
    look_at(connection.pk, now=timezone.now())
    ids = {fill(meta, page, number) for number in range(3)}
    run = begun(connection)
    payload = Job.objects.get(kind=backfilling.BACKFILL).payload
    moved = backfilling._moved
    monkeypatch.setattr(backfilling, "_moved", lambda *given, **named: None)
    backfilling.bring(payload)
    monkeypatch.setattr(backfilling, "_moved", moved)

    backfilling.bring(payload)
    backfilling.bring(payload)  # late: the run has moved on
    run = brought(run)

    assert (run.state, run.done, states()) == ("done", 3, dict.fromkeys(ids, "entered"))


def test_one_that_is_under_way_is_shown_instead_of_a_second(clinic, connection, page, meta):
    look_at(connection.pk, now=timezone.now())

    assert begun(connection).pk == begun(connection).pk
    assert Job.objects.filter(kind=backfilling.BACKFILL).count() == 1


def test_meta_that_says_no_ends_it_in_words_and_keeps_what_came(clinic, connection, page, meta, few):
    look_at(connection.pk, now=timezone.now())
    for number in range(9):
        fill(meta, page, number, at=timezone.now() - timedelta(hours=number), form=1)  # the first by name
    run = begun(connection)
    backfilling.bring(Job.objects.get(kind=backfilling.BACKFILL).payload)
    meta.host.pages.standing(page).is_alive = False

    run = brought(run)

    assert run.state == "failed"
    assert "dead_token" in run.error
    assert Lead.objects.count() == 4


def test_what_passes_is_tried_again(clinic, connection, page, meta):
    look_at(connection.pk, now=timezone.now())
    fill(meta, page, 1)
    meta.tell("meta.leads", "status", status=503, times=2)

    run = begun(connection)
    for minutes in (0, 10, 20, 30):
        run = brought(run, times=3, after=timedelta(minutes=minutes))

    assert (run.state, Lead.objects.count()) == ("done", 1)


def test_while_meta_wants_the_page_to_wait_nothing_is_asked(clinic, connection, page, meta):
    look_at(connection.pk, now=timezone.now())
    lost = fill(meta, page, 1)
    rested = timezone.now() + timedelta(hours=1)
    Connection.objects.update(rests_until=rested)
    run = brought(begun(connection))
    assert (run.state, states()) == ("running", {})

    run = brought(run, after=timedelta(hours=1, minutes=1))

    assert (run.state, states()) == ("done", {lost: "entered"})


def test_a_chunk_that_nobody_tries_any_more_ends_it(clinic, connection, page, meta, monkeypatch):
    look_at(connection.pk, now=timezone.now())
    monkeypatch.setattr(backfilling, "TRIES", 1)
    meta.tell("meta.leads", "status", status=503, times=0)

    run = brought(begun(connection), times=1)

    assert run.state == "failed"


def test_asked_to_stop_it_brings_no_more(clinic, connection, page, meta):
    look_at(connection.pk, now=timezone.now())
    fill(meta, page, 1)
    run = begun(connection)
    stop(run.pk, by=connection.connected_by, now=timezone.now())

    run = brought(run)

    assert (run.state, Lead.objects.count()) == ("stopped", 0)


def test_of_a_page_that_is_taken_away_meanwhile_nothing_more_is_asked(clinic, connection, page, meta):
    look_at(connection.pk, now=timezone.now())
    run = begun(connection)
    disconnect(connection.pk, by=connection.connected_by, now=timezone.now())

    assert brought(run).state == "done"


def test_a_page_without_forms_is_through_at_once(clinic, connection, page, meta):
    assert brought(begun(connection)).state == "done"


def test_a_range_that_meta_has_forgotten_and_whoever_may_not_are_refused(clinic, connection):
    now = timezone.now()
    with pytest.raises(InvalidData):
        backfilling.begin(connection, now - 200 * DAY, now - 100 * DAY, by=connection.connected_by, now=now)
    manager = make_user(clinic, role=roles.MANAGER, email="manager@example.com")
    with pytest.raises(NotAllowed):
        backfilling.begin(connection, now - DAY, now, by=manager, now=now)
    assert not Run.objects.exists()
