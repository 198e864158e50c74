"""Whoever could not speak with somebody passes the lead on, at once and for good (F 2b, "Wrong language")."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.testing.people import make_user
from leads.models import Lead, OwnerChange, ResponseCycle
from leads.services.attempts import log_attempt
from leads.services.sharing.draining import drain
from leads.services.sharing.duty import forget_workers
from leads.services.sharing.sentences import why_assigned
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User

NOW = timezone.now()


@pytest.fixture
def wrong_language(clinic):
    """`wrong_language(lead, "anna")`: she called and did not understand them; who has it then, and why."""

    def call(lead, name, hours=0):
        with clinic_context(clinic):
            by = User.objects.get(email=f"{name}@example.com")
            asked = {"channel": "call", "disposition": "wrong_language"}
            log_attempt(lead.pk, **asked, by=by, now=NOW + timedelta(hours=hours))
            change = OwnerChange.objects.filter(lead=lead).order_by("pk").last()
            return owner(lead), why_assigned(change)

    def owner(lead):
        return str(Lead.objects.select_related("assigned_to").get(pk=lead.pk).assigned_to or "")

    return call


def lead_of(clinic, name, **fields):
    with clinic_context(clinic):
        person = User.objects.get(email=f"{name}@example.com")
    return make_lead(clinic, assigned_to=person, **fields)


def test_it_goes_at_once_to_who_speaks_it_and_the_lead_says_why(clinic, staff, wrong_language):
    staff(anna="it,de", ben="de", carla="it")
    make_lead(clinic, assigned_to_id=lead_of(clinic, "ben").assigned_to_id)

    owner, why = wrong_language(lead_of(clinic, "anna", language="de"), "anna")

    assert owner == "Ben"
    assert why == (
        "On shift: speaks German, the only one who can take it. "
        "Not asked: Anna (could not speak with them), Carla (another language)."
    )


def test_where_nobody_else_speaks_it_it_waits_until_such_a_one_comes(clinic, staff, wrong_language):
    staff(anna="it", ben="it")
    lead = lead_of(clinic, "anna", language="sq")

    waits = wrong_language(lead, "anna")
    with clinic_context(clinic):
        too_soon = drain(now=NOW)
        open_waits = ResponseCycle.objects.filter(lead=lead, ended_at=None).count()
    staff(dora="sq")
    with clinic_context(clinic):
        drained = drain(now=NOW)
        owner = str(Lead.objects.get(pk=lead.pk).assigned_to)

    assert waits[0] == ""
    assert waits[1].startswith(
        "Waits for somebody who speaks Albanian. Not asked: Anna (could not speak with them)"
    )
    assert (too_soon, open_waits, drained, owner) == (0, 1, 1, "Dora")


def test_nobody_who_tried_gets_it_a_second_time(clinic, staff, wrong_language):
    staff(anna="it", ben="it", carla="it")
    lead = lead_of(clinic, "anna")

    went = [wrong_language(lead, name, hours)[0] for hours, name in enumerate(("anna", "ben", "carla"))]

    assert went == ["Ben", "Carla", ""]


def test_what_a_manager_notes_for_the_owner_does_not_come_back_to_the_owner(clinic, staff, wrong_language):
    staff(anna="it", ben="it")
    make_user(clinic, email="boss@example.com", role=roles.MANAGER, shift=User.Shift.OFF)
    forget_workers()
    lead = lead_of(clinic, "anna")
    for _ in range(3):  # so that Anna has the fewest
        lead_of(clinic, "ben")

    went = [wrong_language(lead, "boss", hours)[0] for hours in (0, 1)]
    with clinic_context(clinic):
        drained = drain(now=NOW)

    assert (went, drained) == (["Ben", ""], 0)


def test_whoever_works_alone_keeps_it(clinic, staff, wrong_language):
    staff(anna="it")
    lead = make_lead(clinic)
    with clinic_context(clinic):
        OwnerChange.objects.create(lead=lead, to_owner=User.objects.get(email="anna@example.com"), at=NOW)
        Lead.objects.filter(pk=lead.pk).update(assigned_to=User.objects.get(email="anna@example.com"))

    assert wrong_language(lead, "anna") == ("Anna", "")
