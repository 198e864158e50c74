"""Many arrive at once, an account is closed, Beat runs twice: one owner each, who works here (H:A14, S5)."""

from functools import partial
from threading import Event

import pytest
from django.db import transaction
from django.utils import timezone

from crm.testing.people import client_of, key_of, make_user, post_lead
from crm.testing.threads import at_once
from leads.models import Lead, OwnerChange, ResponseCycle
from leads.services.answering.escalating import escalate
from leads.services.sharing.draining import drain
from leads.services.sharing.duty import forget_workers
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.staff import roles
from tenants.staff.models import User
from tenants.staff.services.editing import change_person
from tenants.staff.services.leaving import close_account

THREADS, EACH = 4, 25


@pytest.fixture
def staffed(fresh_clinic):
    """(clinic, five agents on shift)."""
    clinic = fresh_clinic()
    people = [
        make_user(clinic, email=f"{name}@example.com", full_name=name, shift=User.Shift.ON, languages=["it"])
        for name in ("Anna", "Ben", "Carla", "Dora", "Elio")
    ]
    forget_workers()
    return clinic, people


def arrive(clinic, key, names):
    client = client_of(clinic)
    for name in names:
        answer = post_lead(client, key, first_name="Mario", email=f"{name}@example.com", language="it")
        assert answer.status_code == 201


def test_a_hundred_who_arrive_four_at_a_time_leave_everybody_with_as_many(staffed):
    clinic, people = staffed
    key = key_of(clinic)
    batches = [[f"mario-{thread}-{number}" for number in range(EACH)] for thread in range(THREADS)]

    at_once(clinic, *[partial(arrive, clinic, key, names) for names in batches])

    with clinic_context(clinic):
        loads = [Lead.objects.filter(assigned_to=person).count() for person in people]
        assert loads == [THREADS * EACH // len(people)] * len(people)
        assert OwnerChange.objects.count() == THREADS * EACH


def test_no_lead_lands_on_an_account_that_is_closed_at_that_moment(staffed):
    clinic, people = staffed
    boss, key = make_user(clinic, role=roles.ADMIN, email="boss@example.com"), key_of(clinic)
    for number, person in enumerate(people[:4]):
        closing = partial(close_account, person.pk, heirs={"leads": None}, by=boss, now=timezone.now())
        names = [f"closing-{number}-{one}" for one in range(5)]

        at_once(clinic, closing, partial(arrive, clinic, key, names))

        with clinic_context(clinic):
            assert not Lead.objects.filter(assigned_to=person).exists()


def test_no_lead_lands_on_somebody_who_loses_the_role_at_that_moment(staffed):
    clinic, people = staffed
    boss, key = make_user(clinic, role=roles.ADMIN, email="boss@example.com"), key_of(clinic)
    for number, person in enumerate(people[:4]):
        losing = partial(change_person, person.pk, {"role": roles.READ_ONLY}, by=boss)
        names = [f"losing-{number}-{one}" for one in range(5)]

        at_once(clinic, losing, partial(arrive, clinic, key, names))

        with clinic_context(clinic):
            has_leads = Lead.objects.filter(assigned_to=person).exists()
            assert not (has_leads and User.objects.get(pk=person.pk).role == roles.READ_ONLY)
            Lead.objects.filter(assigned_to__in=people).update(assigned_to=None)


def test_two_who_drain_the_queue_at_once_give_each_lead_once(staffed):
    clinic, people = staffed
    for _ in range(10):
        make_lead(clinic, language="it")

    numbers = at_once(clinic, *[partial(drain, now=timezone.now())] * 2)

    with clinic_context(clinic):
        assert sum(numbers) == 10
        assert OwnerChange.objects.count() == 10
        assert [Lead.objects.filter(assigned_to=person).count() for person in people] == [2] * 5


def test_what_somebody_works_on_at_that_moment_is_left_to_them_and_nobody_waits(staffed):
    clinic, _people = staffed
    busy, free = make_lead(clinic, minutes=9, language="it"), make_lead(clinic, language="it")
    held, drained = Event(), Event()

    def work():
        with transaction.atomic():
            Lead.objects.select_for_update(no_key=True).get(pk=busy.pk)
            held.set()
            return drained.wait(10)

    def share():
        held.wait(10)
        number = drain(now=timezone.now())
        drained.set()
        return number

    in_time, number = at_once(clinic, work, share)

    with clinic_context(clinic):
        assert (in_time, number) == (True, 1)
        assert list(Lead.objects.filter(assigned_to=None)) == [busy]
        assert Lead.objects.get(pk=free.pk).assigned_to_id is not None


def test_beat_that_runs_twice_tells_nobody_twice(staffed):
    clinic, people = staffed
    for _ in range(5):
        make_lead(clinic, minutes=20, language="it", assigned_to=people[0])

    at_once(clinic, *[partial(escalate, now=timezone.now())] * 2)

    with clinic_context(clinic):
        assert Notice.objects.filter(kind="answer_late").count() == 10  # the owner and a colleague, five times
        assert set(ResponseCycle.objects.values_list("escalated", flat=True)) == {1}


def test_a_decision_that_is_rolled_back_gave_nobody_anything(staffed):
    clinic, _people = staffed
    make_lead(clinic, language="it")

    with clinic_context(clinic):
        with transaction.atomic():
            drain(now=timezone.now())
            transaction.set_rollback(True)

        assert not OwnerChange.objects.exists()
        assert drain(now=timezone.now()) == 1
