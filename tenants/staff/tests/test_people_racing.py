"""Two Admins at once, each on a connection of their own: somebody is always left who can run the clinic (H:A11)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import DatabaseError, connection, connections
from django.utils import timezone

from crm.lib.errors import HouseError
from crm.testing.people import client_of, make_user
from crm.testing.processes import until
from crm.testing.threads import at_once
from leads.models import Stage
from leads.services import many, operations
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.admin import team as team_admin
from tenants.staff.models import Team, User
from tenants.staff.services import leaving
from tenants.staff.services.editing import change_person
from tenants.staff.services.leaving import close_account
from tenants.staff.services.teams import version_of

ROUNDS = 15


def crossing(clinic, monkeypatch, at, first, second):
    """What both gave or raised, when `first` stands at `at` (module, name) until `second` waits or is over."""
    module, name = at
    real, begun, over = getattr(module, name), threading.Event(), threading.Event()

    def stands(*args, **more):
        begun.set()
        until(lambda: over.is_set() or somebody_waits())
        return real(*args, **more)

    monkeypatch.setattr(module, name, stands)

    def run(deed, *, later=False):
        try:
            if later:
                assert begun.wait(10)
            with clinic_context(clinic):
                return deed()
        except (HouseError, DatabaseError) as refusal:
            return refusal
        finally:
            over.set()
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        both = threads.submit(run, first), threads.submit(run, second, later=True)
        return [one.result() for one in both]


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def test_whoever_archives_a_lead_while_the_own_account_is_closed_waits_for_nobody_who_waits(
    fresh_clinic, monkeypatch
):
    clinic = fresh_clinic()
    leaver, boss = make_user(clinic), make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    lead = make_lead(clinic, assigned_to=leaver)

    archived, closed = crossing(
        clinic,
        monkeypatch,
        (many, "remember"),
        partial(operations.archive, [lead.pk], by=leaver, now=timezone.now()),
        partial(close_account, leaver.pk, heirs={"leads": None}, by=boss, now=timezone.now()),
    )

    assert archived.changed == 1
    assert not closed.is_active


def test_leads_of_leaver_and_heir_are_moved_while_the_account_is_closed(fresh_clinic, monkeypatch):
    clinic = fresh_clinic()
    heir, leaver = make_user(clinic), make_user(clinic, email="leaver@example.com")
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    leads = [make_lead(clinic, assigned_to=one).pk for one in (heir, leaver)]
    with clinic_context(clinic):
        stage = Stage.objects.order_by("position")[2]

    closed, moved = crossing(
        clinic,
        monkeypatch,
        (leaving, "_heir"),
        partial(close_account, leaver.pk, heirs={"leads": heir.pk}, by=boss, now=timezone.now()),
        partial(operations.move, leads, to=stage.pk, by=boss, now=timezone.now()),
    )

    assert not closed.is_active
    assert moved.changed == 2


@pytest.mark.parametrize("sent", [True, False])
def test_two_save_a_team_at_once_by_a_page_with_its_version_and_one_without(fresh_clinic, monkeypatch, sent):
    clinic = fresh_clinic()
    one, two = (make_user(clinic, role=roles.ADMIN, email=f"{n}@example.com") for n in ("one", "two"))
    agent = make_user(clinic)
    with clinic_context(clinic):
        team = Team.objects.create(name="Italy")
        version = version_of(team)
    page, typed = f"/admin/staff/team/{team.pk}/change/", {"name": "Rome", "members": [agent.pk]}
    first, second = ({"version": version}, {}) if sent else ({}, {"version": version})

    answers = crossing(
        clinic,
        monkeypatch,
        (team_admin, "set_members"),
        partial(client_of(clinic, one).post, page, typed | first),
        partial(client_of(clinic, two).post, page, typed | second),
    )

    assert [answer.status_code for answer in answers] == [302, 302 if sent else 409]


def test_two_admins_who_remove_each_other_leave_one(fresh_clinic):
    clinic = fresh_clinic()
    one, two = (make_user(clinic, role=roles.ADMIN, email=f"{n}@example.com") for n in ("one", "two"))
    for _round in range(ROUNDS):
        at_once(
            clinic,
            partial(change_person, two.pk, {"role": roles.AGENT}, by=one),
            partial(close_account, one.pk, heirs={}, by=two, now=timezone.now()),
        )

        with clinic_context(clinic):
            assert User.objects.active().filter(groups__name=roles.ADMIN).count() == 1
            User.objects.update(is_active=True)
            for user in (one, two):
                user.groups.set(user.groups.model.objects.filter(name=roles.ADMIN))


def test_two_admins_who_close_each_other_leave_one(fresh_clinic):
    clinic = fresh_clinic()
    one, two = (make_user(clinic, role=roles.ADMIN, email=f"{n}@example.com") for n in ("one", "two"))
    now = timezone.now()
    for _round in range(ROUNDS):
        at_once(
            clinic,
            partial(close_account, two.pk, heirs={"leads": None}, by=one, now=now),
            partial(close_account, one.pk, heirs={"leads": None}, by=two, now=now),
        )

        with clinic_context(clinic):
            assert User.objects.active().filter(groups__name=roles.ADMIN).count() == 1
            User.objects.update(is_active=True)
