"""Nobody answers: a colleague with the language, the team, the Managers hear, once each, never at night (F 2b)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.testing.people import make_user
from leads.models import Lead, ResponseCycle, SharingRules
from leads.services.answering import answered
from leads.services.answering.escalating import escalate
from leads.services.answering.rounds import watch
from leads.services.sharing.duty import forget_workers
from leads.services.watching import WATCH
from leads.tests.factories import make_lead
from tenants.audit.models import Entry
from tenants.context import clinic_context, platform_schema
from tenants.models import ClinicDue
from tenants.notices.models import Notice
from tenants.settings.models import OpeningHours
from tenants.settings.services.calendar import forget_clinic_calendars
from tenants.staff import roles
from tenants.staff.models import Team, User

ON = User.Shift.ON


@pytest.fixture
def people(clinic):
    """An owner in a team, a mate, two on shift of whom one speaks Italian, and a manager."""
    made = {
        name: make_user(clinic, email=f"{name}@example.com", full_name=name.title(), **fields)
        for name, fields in {
            "owner": {"languages": ["it"]},
            "mate": {},
            "speaker": {"languages": ["it"], "shift": ON},
            "other": {"languages": ["de"], "shift": ON},
            "manager": {"role": roles.MANAGER},
        }.items()
    }
    with clinic_context(clinic):
        Team.objects.create(name="First").members.set([made["owner"], made["mate"]])
    return made


@pytest.fixture
def late(clinic, people):
    """Due a minute ago."""
    return make_lead(clinic, minutes=16, language="it", assigned_to=people["owner"])


def climb(clinic, minutes=0):
    """How many were told of, that many minutes from now."""
    with clinic_context(clinic):
        return escalate(now=timezone.now() + timedelta(minutes=minutes))


def told(clinic):
    with clinic_context(clinic):
        return {name for (name,) in Notice.objects.filter(kind="answer_late").values_list("user__full_name")}


def test_before_it_is_due_nobody_is_told(clinic, people):
    make_lead(clinic, minutes=14, language="it", assigned_to=people["owner"])

    assert climb(clinic) == 0
    assert told(clinic) == set()


def test_first_the_owner_and_a_colleague_with_the_language_hear(clinic, late):
    climb(clinic)

    assert told(clinic) == {"Owner", "Speaker"}


def test_then_the_team_and_then_the_managers(clinic, late):
    climb(clinic)

    climb(clinic, minutes=15)
    after_the_team = told(clinic)
    climb(clinic, minutes=30)

    assert after_the_team == {"Owner", "Speaker", "Mate"}
    assert told(clinic) == {"Owner", "Speaker", "Mate", "Manager"}


def test_nobody_hears_the_name_of_a_lead_that_they_do_not_see(clinic, late, people):
    """Another takes the turn of who sees only their own; be it an agent, a mate or a Manager."""
    with clinic_context(clinic):
        narrow = [people[name].pk for name in ("speaker", "mate", "manager")]
        User.objects.filter(pk__in=narrow).update(data_scope=User.DataScope.OWN)
        User.objects.filter(pk=people["other"].pk).update(languages=["it"])
    make_user(clinic, email="admin@example.com", full_name="Admin", role=roles.ADMIN)
    forget_workers()

    for minutes in (0, 15, 30):
        climb(clinic, minutes=minutes)

    assert told(clinic) == {"Owner", "Other", "Admin"}


def test_each_rung_is_climbed_once(clinic, late):
    assert [climb(clinic) for _ in range(3)] == [1, 0, 0]
    assert [climb(clinic, minutes=90) for _ in range(4)] == [1, 1, 0, 0]
    with clinic_context(clinic):
        assert ResponseCycle.objects.get().escalated == 3
        assert Entry.objects.about(late).saying("lead.escalated").count() == 3


def test_the_clinic_says_how_long_each_rung_waits(clinic, late):
    with clinic_context(clinic):
        SharingRules.objects.update(team_minutes=1, managers_minutes=2)

    assert [climb(clinic, minutes=minute) for minute in (0, 1, 2)] == [1, 1, 1]


def test_an_answer_stops_the_ladder(clinic, late, people):
    climb(clinic)
    with clinic_context(clinic):
        answered([late.pk], by=people["owner"], at=timezone.now())

    assert climb(clinic, minutes=60) == 0


def test_at_night_nobody_is_woken(clinic, late):
    with clinic_context(clinic):
        tomorrow = timezone.now() + timedelta(days=1)
        OpeningHours.objects.create(weekday=tomorrow.weekday(), starts=480, ends=1020)
    forget_clinic_calendars()

    assert climb(clinic) == 0
    with clinic_context(clinic):
        waits_until = ResponseCycle.objects.get().escalates_at
    assert (waits_until.date(), waits_until.hour) == (tomorrow.date(), 8)
    assert told(clinic) == set()


def test_where_nobody_has_the_lead_whoever_is_on_shift_is_the_team(clinic, people):
    make_lead(clinic, minutes=16, language="it")

    climb(clinic)
    climb(clinic, minutes=15)

    assert told(clinic) == {"Speaker", "Other"}


def test_a_clinic_is_looked_at_again_when_the_next_thing_is_due(clinic, people):
    lead = make_lead(clinic, minutes=12, assigned_to=people["owner"])
    with platform_schema():
        ClinicDue.objects.update_or_create(clinic=clinic, kind=WATCH, defaults={"next_due": timezone.now()})

    with clinic_context(clinic):
        watch(now=timezone.now())
        due = Lead.objects.get(pk=lead.pk).answer_due_at

    with platform_schema():
        assert ClinicDue.objects.get(clinic=clinic, kind=WATCH).next_due == due


def test_an_arrival_pulls_the_next_look_forward(clinic):
    far = timezone.now() + timedelta(days=1)
    with platform_schema():
        ClinicDue.objects.update_or_create(clinic=clinic, kind=WATCH, defaults={"next_due": far})

    lead = make_lead(clinic, minutes=0)

    with platform_schema():
        assert ClinicDue.objects.get(clinic=clinic, kind=WATCH).next_due == lead.answer_due_at


def test_one_clinics_ladder_tells_nobody_of_another(clinic, other_clinic, late):
    make_user(other_clinic, email="stranger@example.com", role=roles.MANAGER)
    make_lead(other_clinic, minutes=90)

    climb(clinic, minutes=60)

    with clinic_context(other_clinic):
        assert not Notice.objects.filter(kind="answer_late").exists()
