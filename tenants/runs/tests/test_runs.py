"""Work in the background goes on where it was, whatever stops it, and says how it ended (F:I22, H:I9)."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError, transaction
from django.utils import timezone

from crm.lib.errors import Conflict, InvalidData, NotThere, Unavailable
from crm.testing.people import client_of, make_user
from crm.testing.threads import at_once
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.runs import registry
from tenants.runs.models import Run
from tenants.runs.services import ending, starting, sweeping, working
from tenants.services.forgetting import forget_useless
from tenants.staff import roles

KIND = "testing.count"


def three_pieces(run, by, now):
    run.done += 1
    run.cursor = {"after": run.done}
    return run.done < 3


@pytest.fixture
def doing(monkeypatch):
    """Say what a piece does; the kind is forgotten with the test."""

    def do(step):
        monkeypatch.setitem(registry._kinds, KIND, None)
        registry.runs(KIND, step, lambda run: "Counted", permission="leads.change_lead")

    do(three_pieces)
    return do


@pytest.fixture
def inside(clinic, doing):
    with clinic_context(clinic):
        yield clinic


def begun(by):
    with transaction.atomic():
        return starting.start(KIND, by=by, total=3, now=timezone.now())


def test_it_is_done_piece_by_piece_to_its_end(inside, agent):
    run = begun(agent)

    assert working.go_on(run.pk) == 2  # the last piece says that there is no more
    run.refresh_from_db()
    assert (run.state, run.done, run.cursor, run.tries) == ("done", 3, {"after": 3}, 0)
    assert run.began_at <= run.ended_at
    assert working.go_on(run.pk) == 0


def test_one_that_broke_off_goes_on_where_it_was(inside, agent, doing):
    def falls_once(run, by, now):
        if run.done == 1 and cache.add("fell", 1):
            run.done = 99
            raise OperationalError("the server closed the connection")
        return three_pieces(run, by, now)

    doing(falls_once)
    run = begun(agent)

    working.go_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, run.tries) == ("running", 1, 1)
    working.go_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.done) == ("done", 3)


def test_one_that_ends_its_worker_each_time_is_given_up(inside, agent, doing):
    def deadly(run, by, now):
        raise OperationalError("gone")

    doing(deadly)
    run = begun(agent)

    for _ in range(working.MOST_TRIES + 1):
        working.go_on(run.pk)

    run.refresh_from_db()
    assert run.state == "failed"
    assert "given up" in run.error


def test_one_whose_next_piece_is_not_there_yet_waits_until_it_is_woken(inside, agent, doing):
    doing(lambda run, by, now: None if run.total == 3 else three_pieces(run, by, now))
    run = begun(agent)

    assert working.go_on(run.pk) == 0

    run.refresh_from_db()
    assert (run.state, run.tries, run.ended_at) == ("running", 0, None)
    Run.objects.update(total=4)
    working.go_on(run.pk)
    assert Run.objects.get().state == "done"


def test_a_refusal_ends_it_with_its_sentence_and_keeps_what_was_done(inside, agent, doing):
    def refuses(run, by, now):
        if run.done == 2:
            raise InvalidData("The stage is gone.")
        return three_pieces(run, by, now)

    doing(refuses)
    run = begun(agent)

    working.go_on(run.pk)

    run.refresh_from_db()
    assert (run.state, run.done, run.error) == ("failed", 2, "The stage is gone.")


def test_what_breaks_of_ours_ends_it_in_plain_words(inside, agent, doing):
    doing(lambda run, by, now: 1 / 0)
    run = begun(agent)

    working.go_on(run.pk)

    run.refresh_from_db()
    assert run.state == "failed"
    assert "broke" in run.error


def test_whoever_loses_the_right_meanwhile_ends_it(inside, agent, doing):
    def loses(run, by, now):
        agent.groups.clear()
        return three_pieces(run, by, now)

    doing(loses)
    run = begun(agent)

    working.go_on(run.pk)

    run.refresh_from_db()
    assert (run.state, run.done) == ("failed", 1)


def test_a_stop_ends_it_after_its_piece(inside, agent, clinic):
    colleague = make_user(clinic, email="colleague@example.com")
    run = begun(agent)
    working.one_piece(run.pk, now=timezone.now())

    with pytest.raises(NotThere):
        starting.stop(run.pk, by=colleague, now=timezone.now())
    starting.stop(run.pk, by=agent, now=timezone.now())
    working.go_on(run.pk)

    run.refresh_from_db()
    assert (run.state, run.done) == ("stopped", 1)
    with pytest.raises(Conflict):
        starting.stop(run.pk, by=agent, now=timezone.now())


@pytest.mark.chaos
def test_two_workers_do_each_piece_once(no_worker, fresh_clinic, doing):
    clinic = fresh_clinic()
    agent = make_user(clinic)
    with clinic_context(clinic):
        run = begun(agent)

    at_once(clinic, *[lambda: working.go_on(run.pk)] * 4)

    with clinic_context(clinic):
        working.go_on(run.pk)
        assert Run.objects.values_list("state", "done").get() == ("done", 3)


def test_what_does_not_get_on_is_woken_again(inside, agent, monkeypatch):
    woken = []
    monkeypatch.setattr(sweeping, "wake", lambda clinic, pk: woken.append(pk))
    run = begun(agent)

    sweeping.sweep(now=run.moved_at + timedelta(seconds=5))
    assert woken == []
    sweeping.sweep(now=run.moved_at + sweeping.QUIET)

    assert woken == [run.pk]


def test_without_redis_whoever_needs_a_worker_is_told_so(inside, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    with pytest.raises(Unavailable):
        starting.demand_workers()


@pytest.mark.parametrize(("step", "kind"), [(three_pieces, "run_done"), (lambda run, by, now: 1 / 0, "run_failed")])
def test_whoever_waited_long_hears_how_it_ended_and_who_did_not_sees_it(inside, agent, doing, step, kind):
    doing(step)
    long, short = begun(agent), begun(agent)
    Run.objects.filter(pk=long.pk).update(created_at=long.created_at - ending.PATIENCE)

    for one in (long, short):
        working.go_on(one.pk)

    told = Notice.objects.get(kind=kind)
    assert (told.user_id, told.about, told.link) == (agent.pk, {"what": "Counted"}, f"/admin/runs/{long.pk}/")


def test_an_ended_one_is_forgotten_after_30_days_and_an_open_one_is_not(inside, agent):
    ended, still = begun(agent), begun(agent)
    working.go_on(ended.pk)

    forget_useless(now=timezone.now() + starting.KEPT + timedelta(minutes=1))

    assert list(Run.objects.values_list("pk", flat=True)) == [still.pk]


def test_people_see_their_own_the_admin_all_and_the_other_clinic_nothing(clinic, other_clinic, agent, doing):
    with clinic_context(clinic):
        run = begun(agent)
    colleague = make_user(clinic, email="colleague@example.com")
    admin = make_user(clinic, role=roles.ADMIN, email="admin@example.com")
    foreign = make_user(other_clinic, role=roles.ADMIN, email="admin@example.com")
    seen = [client_of(clinic, agent), client_of(clinic, admin)]
    unseen = [client_of(clinic, colleague), client_of(other_clinic, foreign)]

    for path in (f"/admin/runs/{run.pk}/", f"/admin/runs/{run.pk}/state/", f"/api/v1/jobs/{run.pk}"):
        assert [one.get(path).status_code for one in seen] == [200, 200]
        assert [one.get(path).status_code for one in unseen] == [404, 404]
    assert seen[0].get(f"/api/v1/jobs/{run.pk}").json()["state"] == "waiting"
    assert b"Counted" in seen[0].get("/admin/runs/").content
    assert b"Counted" not in unseen[0].get("/admin/runs/").content
