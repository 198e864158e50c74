"""The queue goes on behind who cannot be taken, says why they wait, and tells who was given them (F 2b, F:T9)."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.testing.people import client_of, key_of, make_user, post_lead
from crm.testing.statements import statements
from leads.models import AssignmentRule, Lead, OwnerChange, Partner
from leads.services.operations import assign
from leads.services.sharing.deciding import Deciding
from leads.services.sharing.draining import assign_now, drain
from leads.services.sharing.duty import forget_workers
from leads.services.sharing.reaching import beyond_reach, within_reach
from leads.services.sharing.rules import forget_sharing_rules
from leads.services.sharing.sentences import why_assigned
from leads.services.sharing.telling import TELL, tell_new_owner
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.outbox.models import Job
from tenants.staff.models import User

NOW = timezone.now()


@pytest.fixture
def anna(clinic):
    """On shift, beside a colleague who is not."""
    make_user(clinic, email="ben@example.com", full_name="Ben", shift=User.Shift.OFF)
    return make_user(clinic, email="anna@example.com", full_name="Anna", shift=User.Shift.ON)


@pytest.fixture
def set_anna(clinic, anna):
    """`set_anna(capacity=1)`: and everybody knows."""

    def write(**columns):
        with clinic_context(clinic):
            User.objects.filter(pk=anna.pk).update(**columns)
        forget_workers()

    return write


@pytest.fixture
def a_rule_that_leaves_websites_to_nobody(clinic):
    with clinic_context(clinic):
        AssignmentRule.objects.create(name="Web", conditions={"source": ["website"]}, skip=True)
    forget_sharing_rules()


def share(clinic, minutes=0):
    with clinic_context(clinic):
        return drain(now=NOW + timedelta(minutes=minutes))


def waits(clinic, lead):
    """Why nobody could take it, each time that this was news."""
    with clinic_context(clinic):
        rows = OwnerChange.objects.filter(lead=lead, from_owner=None, to_owner=None).order_by("pk")
        return [why_assigned(row) for row in rows]


def tell_all(clinic):
    with clinic_context(clinic):
        for job in Job.objects.filter(kind=TELL).order_by("due_at"):
            tell_new_owner(job.payload, now=NOW)
        kinds = ["lead_shared", "leads_shared"]
        return list(Notice.objects.filter(kind__in=kinds).order_by("pk").values_list("kind", "about__number"))


def arrival(clinic, **fields):
    post_lead(client_of(clinic), key_of(clinic), first_name="Mario", email="mario@example.com", **fields)
    with clinic_context(clinic):
        return Lead.objects.latest("pk")


def test_all_that_can_be_taken_is_given_at_once_be_they_more_than_a_page(clinic, anna, monkeypatch):
    monkeypatch.setattr("leads.services.sharing.draining.AT_ONCE", 2)
    for _ in range(5):
        make_lead(clinic)

    assert (share(clinic), share(clinic)) == (5, 0)


def test_what_a_rule_leaves_to_nobody_holds_nobody_up(
    clinic, anna, monkeypatch, a_rule_that_leaves_websites_to_nobody
):
    monkeypatch.setattr("leads.services.sharing.draining.AT_ONCE", 1)
    left = make_lead(clinic, minutes=9, source=Lead.Source.WEBSITE)
    behind = make_lead(clinic, source=Lead.Source.REFERRAL)

    assert share(clinic) == 1
    with clinic_context(clinic):
        assert list(Lead.objects.filter(assigned_to=anna)) == [behind]
    assert waits(clinic, left) == []


def test_who_cannot_be_taken_holds_nobody_up_and_is_told_why_once(clinic, set_anna, monkeypatch):
    monkeypatch.setattr("leads.services.sharing.draining.AT_ONCE", 1)
    make_user(clinic, email="bea@example.com", full_name="Bea", shift=User.Shift.ON, capacity=0, languages=["it"])
    set_anna(languages=["de"])
    waiting, taken = make_lead(clinic, minutes=9, language="it"), make_lead(clinic, language="de")

    assert (share(clinic), share(clinic, minutes=1)) == (1, 0)
    assert waits(clinic, taken) == []
    [why] = waits(clinic, waiting)
    assert why.startswith("Waits: whoever could take it is full. Not asked:")


def test_nobody_is_looked_at_once_all_are_full(clinic, set_anna, monkeypatch):
    monkeypatch.setattr("leads.services.sharing.draining.AT_ONCE", 1)
    set_anna(capacity=1)
    leads = [make_lead(clinic, minutes=minutes) for minutes in (9, 8, 7)]

    given = share(clinic)

    assert (given, [waits(clinic, lead) for lead in leads]) == (1, [[], [], []])


@pytest.mark.parametrize(
    ("shift", "fields", "why"),
    [
        (User.Shift.ON, {"source": "website"}, ["Waits: these leads are not shared out. By the rule Web."]),
        (User.Shift.OFF, {"source": "website"}, ["Waits: these leads are not shared out. By the rule Web."]),
        (User.Shift.OFF, {"source": "referral"}, ["Waits until somebody comes on shift."]),
        (User.Shift.HOURS, {"source": "referral"}, []),
    ],
    ids=["left to nobody", "left to nobody at night", "nobody on shift", "nobody who ever says when they work"],
)
def test_a_new_lead_says_why_nobody_has_it(
    clinic, anna, agent_client, a_rule_that_leaves_websites_to_nobody, shift, fields, why
):
    with clinic_context(clinic):
        User.objects.filter(pk=anna.pk).update(shift=shift)
        if shift == User.Shift.OFF:
            anna.hours.create(weekday=(NOW + timedelta(days=3)).weekday(), starts=0, ends=60)
    forget_workers()

    lead = arrival(clinic, **fields)

    assert waits(clinic, lead) == why
    page = agent_client.get(f"/admin/leads/lead/{lead.pk}/change/").content.decode()
    assert all(sentence in page for sentence in why)
    assert 'id="owners"' not in page


def test_a_person_is_told_each_time_that_they_are_given_a_lead(clinic, act, anna):
    lead = make_lead(clinic)
    share(clinic)
    act(assign, [lead.pk], to=None)

    share(clinic, minutes=1)

    assert tell_all(clinic) == tell_all(clinic) == [("lead_shared", None)] * 2


def test_several_at_once_are_one_notice(clinic, act, anna):
    leads = [make_lead(clinic) for _ in range(3)]

    act(assign_now, [lead.pk for lead in leads])

    assert tell_all(clinic) == [("leads_shared", "3")]


def test_sharing_out_more_leads_costs_no_more_statements(clinic, act, anna):
    def cost(number):
        leads = [make_lead(clinic).pk for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            act(assign_now, leads)
        return len(statements(captured))

    cost(1)  # what is believed for seconds

    assert cost(2) == cost(6)


def test_a_long_queue_whose_language_only_full_colleagues_speak_is_not_walked(clinic, set_anna, monkeypatch):
    monkeypatch.setattr("leads.services.sharing.draining.AT_ONCE", 2)
    make_user(clinic, email="bea@example.com", full_name="Bea", shift=User.Shift.ON, capacity=0, languages=["it"])
    set_anna(languages=["de"])

    def cost(number):
        waiting = [make_lead(clinic, minutes=9, language="it") for _ in range(number)]
        given = [share(clinic, minutes) for minutes in range(number)]
        told = all(len(waits(clinic, lead)) == 1 for lead in waiting)
        with CaptureQueriesContext(connection) as captured:
            given.append(share(clinic, number))
        return sum(given), told, len(statements(captured))

    short, long = cost(2), cost(8)
    make_lead(clinic, language="de")

    assert short == long
    assert short[:2] == (0, True)
    assert share(clinic, 9) == 1


@pytest.fixture
def a_desk_of_all_kinds(clinic, anna):
    """Anna is free, as is Dora for the leads of a partner, which is given; Bea and Cora are full."""
    full = {"shift": User.Shift.ON, "capacity": 0}
    make_user(clinic, email="bea@example.com", languages=["it", "de"], **full)
    cora = make_user(clinic, email="cora@example.com", languages=["tr"], **full)
    bound = {"shift": User.Shift.ON, "data_scope": User.DataScope.PARTNER}
    dora = make_user(clinic, email="dora@example.com", languages=["de"], **bound)
    with clinic_context(clinic):
        User.objects.filter(pk=anna.pk).update(languages=["sq"])
        adria = Partner.objects.create(name="Adria", code="adria")
        adria.members.set([dora])
        for place, (source, people) in enumerate({"website": [], "referral": [anna], "facebook": [cora]}.items()):
            about = {"name": source, "position": place, "conditions": {"source": [source]}, "skip": not people}
            AssignmentRule.objects.create(**about).members.set(people)
    forget_workers()
    forget_sharing_rules()
    return adria


@pytest.mark.parametrize(
    ("shift", "reached", "untaken"),
    [
        (User.Shift.ON, {"referral", "other"}, 1),  # German of no partner: Dora, who is free, does not see it
        (User.Shift.OFF, {"other"}, 0),  # then only the partner's leads
    ],
)
def test_within_reach_is_whom_somebody_can_take_and_beyond_it_whom_nobody_can(
    clinic, set_anna, a_desk_of_all_kinds, shift, reached, untaken
):
    set_anna(shift=shift)
    for source in ("website", "referral", "facebook", "other"):
        for language in ("it", "de", "tr", "sq", "en", ""):
            for partner in (None, a_desk_of_all_kinds):
                make_lead(clinic, source=source, language=language, partner=partner)

    with clinic_context(clinic), transaction.atomic():
        taken = {lead.pk for lead in Lead.objects.all() if Deciding(now=NOW).decide_for(lead).to}
        within, beyond = (
            set(ask(Lead.objects.all(), Deciding(now=NOW)).values_list("pk", flat=True))
            for ask in (within_reach, beyond_reach)
        )
        sources = dict(Lead.objects.values_list("pk", "source"))
        asked = {pk for pk, source in sources.items() if source != "website"}

    assert taken <= within
    assert within | beyond == asked
    assert not within & beyond
    assert {sources[pk] for pk in within} == reached
    assert len(within - taken) == untaken
