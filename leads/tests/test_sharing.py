"""A new lead finds its owner while it is stored; what nobody can take waits for who comes (F:T9, F 2b)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.lib.errors import InvalidData, NotAllowed
from crm.testing.people import make_user
from crm.testing.statements import asked
from leads.models import AssignmentRule, Lead, OwnerChange, SharingRules
from leads.services.sharing.draining import assign_now, drain, next_shift
from leads.services.sharing.duty import forget_workers
from leads.services.sharing.rules import forget_sharing_rules
from leads.services.sharing.sentences import why_assigned
from leads.services.sharing.telling import tell_new_owner
from leads.services.watching import WATCH
from leads.tests.factories import make_lead
from tenants.context import clinic_context, platform_schema
from tenants.models import ClinicDue
from tenants.notices.models import Notice
from tenants.services.due import schedule
from tenants.staff import roles
from tenants.staff.models import Team, User, WeeklyHours
from tenants.staff.services.leaving import close_account
from tenants.staff.services.shifts import switch_shift

ON, OFF = User.Shift.ON, User.Shift.OFF


def named(lead):
    return lead.assigned_to.full_name if lead.assigned_to else None


def refreshed(clinic, lead):
    with clinic_context(clinic):
        return Lead.objects.select_related("assigned_to", "stage").get(pk=lead.pk)


def test_a_new_lead_goes_to_who_speaks_its_language(staff, arrive):
    staff(anna="it", ben="de")

    assert [named(arrive(language=code)) for code in ("it", "de", "it")] == ["Anna", "Ben", "Anna"]


def test_leads_of_one_language_go_round(staff, arrive):
    staff(anna="it", ben="it", carla="it")

    names = [named(arrive()) for _ in range(6)]

    assert names == ["Anna", "Ben", "Carla"] * 2


def test_why_stands_on_the_lead_in_one_sentence(clinic, staff, arrive):
    staff(anna="it", ben="it", carla="de")
    staff(shift=OFF, dora="it")

    lead = arrive()

    with clinic_context(clinic):
        change = OwnerChange.objects.get(lead=lead)
        sentence = why_assigned(change)
    assert (change.from_owner_id, change.to_owner_id, change.by) == (None, lead.assigned_to_id, None)
    assert sentence == ("On shift: speaks Italian, whose turn it was. Not asked: Carla (another language).")


def test_whoever_never_said_when_they_work_is_given_nothing(staff, arrive):
    staff(shift=User.Shift.HOURS, anna="it", ben="it")

    assert named(arrive()) is None


def test_ones_own_hours_count_as_the_switch_does(clinic, staff, arrive):
    people = staff(shift=User.Shift.HOURS, anna="it", ben="it")
    with clinic_context(clinic):
        for day in range(7):
            WeeklyHours.objects.create(person=people["ben"], weekday=day, starts=0, ends=1440)
    forget_workers()

    assert named(arrive()) == "Ben"


def test_who_has_as_many_as_they_can_take_gets_no_more(clinic, staff, arrive):
    people = staff(anna="it", ben="it")
    with clinic_context(clinic):
        User.objects.filter(pk=people["anna"].pk).update(capacity=1)
    forget_workers()

    assert [named(arrive()) for _ in range(3)] == ["Anna", "Ben", "Ben"]


def test_a_clinic_may_switch_it_off(clinic, staff, arrive):
    staff(anna="it", ben="it")
    with clinic_context(clinic):
        SharingRules.objects.update(shares_out=False)
    forget_sharing_rules()

    assert named(arrive()) is None


def test_the_first_rule_that_fits_says_whom_to_ask(clinic, staff, arrive):
    people = staff(anna="it", ben="it", carla="it")
    with clinic_context(clinic):
        team = Team.objects.create(name="Swiss desk")
        team.members.add(people["carla"])
        AssignmentRule.objects.create(name="Swiss", conditions={"country": ["CH"]}, team=team)
        AssignmentRule.objects.create(name="Walk-ins", position=1, conditions={"source": ["website"]}, skip=True)
        AssignmentRule.objects.create(name="Rest", position=2, is_active=False, skip=True)
    forget_sharing_rules()

    assert named(arrive(country="CH")) == "Carla"
    assert named(arrive(country="IT")) is None


def test_the_new_owner_hears_of_it_once_and_only_while_it_is_theirs(clinic, staff, arrive):
    people = staff(anna="it", ben="de")
    lead = arrive()
    told = {"lead_ids": [lead.pk], "owner_id": people["anna"].pk, "given": "once"}

    with clinic_context(clinic):
        for _ in range(2):
            tell_new_owner(told, now=timezone.now())
        Lead.objects.filter(pk=lead.pk).update(assigned_to=people["ben"])
        tell_new_owner(told, now=timezone.now())
        notices = list(Notice.objects.filter(kind="lead_shared").values_list("user", flat=True))

    assert notices == [people["anna"].pk]
    assert refreshed(clinic, lead).stage.semantic == "assigned"


def test_asking_who_is_there_costs_one_message_and_nothing_where_nobody_is(clinic, staff, arrive):
    def cost():
        arrive()  # what is believed for seconds
        with CaptureQueriesContext(connection) as captured:
            arrive()
        return len(asked(captured))

    nobody = cost()
    staff(anna="it", ben="it")
    somebody = cost()

    assert somebody == nobody + 1


def test_the_queue_is_shared_out_when_somebody_comes_on_shift(clinic, staff, arrive):
    people = staff(shift=OFF, anna="it", ben="de")
    leads = [arrive(), arrive(language="de")]
    with clinic_context(clinic):
        switch_shift(people["anna"], ON, until=None, now=timezone.now())

        given = drain(now=timezone.now())
        again = drain(now=timezone.now())

    assert (given, again) == (2, 0)
    assert {named(refreshed(clinic, lead)) for lead in leads} == {"Anna"}


def test_the_next_start_of_somebodys_hours_is_when_the_queue_is_looked_at(clinic, staff, arrive):
    people = staff(shift=User.Shift.HOURS, anna="it", ben="de")
    tomorrow = timezone.now() + timedelta(days=1)
    with clinic_context(clinic):
        WeeklyHours.objects.create(person=people["anna"], weekday=tomorrow.weekday(), starts=540, ends=600)
        forget_workers()
        assert next_shift(now=timezone.now()) is None
    arrive()

    with clinic_context(clinic):
        begins = next_shift(now=timezone.now())

    assert (begins.date(), begins.hour) == (tomorrow.date(), 9)


def test_old_leads_that_wait_for_nobody_are_not_dealt_out(clinic, staff):
    staff(anna="it", ben="it")
    make_lead(clinic, stage="Contacted")

    with clinic_context(clinic):
        assert drain(now=timezone.now()) == 0


def test_share_out_gives_what_is_nobodys_and_leaves_the_rest(clinic, act, staff, agent):
    staff(anna="it", ben="it")
    free = [make_lead(clinic, language="it", stage="Contacted") for _ in range(2)]
    mine = make_lead(clinic, language="it", assigned_to=agent)

    done = act(assign_now, [lead.pk for lead in (*free, mine)])

    assert (done.changed, done.already) == (2, 1)
    assert {named(refreshed(clinic, lead)) for lead in free} == {"Anna", "Ben"}
    assert refreshed(clinic, mine).assigned_to == agent


def test_share_out_says_so_when_nobody_is_there(clinic, act):
    lead = make_lead(clinic)

    with pytest.raises(InvalidData, match="Nobody is on shift now"):
        act(assign_now, [lead.pk])


def test_who_may_not_change_leads_shares_none_out(clinic, act, staff):
    staff(anna="it", ben="it")
    reader = make_user(clinic, email="reader@example.com", role=roles.READ_ONLY)

    with pytest.raises(NotAllowed):
        act(assign_now, [make_lead(clinic).pk], by=reader)


def test_what_a_closed_account_leaves_to_nobody_is_shared_out_again(clinic, staff, arrive):
    people = staff(anna="it", ben="it")
    boss = make_user(clinic, email="boss@example.com", role=roles.ADMIN)
    lead = arrive()
    with clinic_context(clinic):
        now = timezone.now()
        schedule(WATCH, at=now + timedelta(days=1))
        close_account(people["anna"].pk, heirs={"leads": None}, by=boss, now=now)
        forget_workers()
        with platform_schema():
            assert ClinicDue.objects.get(clinic=clinic, kind=WATCH).next_due == now

        drain(now=timezone.now())

    assert named(refreshed(clinic, lead)) == "Ben"


def test_an_account_that_was_closed_a_moment_ago_is_given_nothing(clinic, staff, arrive):
    """The list of who is on shift is believed for seconds; whether they still work here is asked (H:A14)."""
    people = staff(anna="it", ben="it")
    arrive(language="de")
    with clinic_context(clinic):
        User.objects.filter(pk=people["ben"].pk).update(is_active=False)

    assert [named(arrive()) for _ in range(3)] == ["Anna"] * 3


def test_the_timeline_of_a_lead_says_why_it_went_where_it_went(clinic, staff, arrive, agent_client):
    staff(anna="it", ben="de")

    page = agent_client.get(f"/admin/leads/lead/{arrive().pk}/change/").content.decode()

    assert "On shift: speaks Italian, the only one who can take it." in page
