"""A contact is removed by hand, and brought back (F:L2, T18)."""

import pytest
from django.utils import timezone

from crm.lib.errors import Conflict, InvalidData, NotThere
from crm.testing.people import make_user
from leads.models import Identity, Lead, Patient, Suppression
from leads.services.consent import suppress
from leads.services.contacts import keep_contact
from leads.services.contacts_away import remove_contact
from leads.services.merging_leads import merge_leads
from leads.services.scoring import rescore
from leads.services.timeline import timeline_of
from leads.tests.factories import make_lead, reach
from leads.tests.record_addresses import page, to
from tenants.context import clinic_context
from tenants.undo.services.ledger import undo

PHONE = "+393331234567"


@pytest.fixture
def lead(clinic):
    return make_lead(clinic, country="IT")


@pytest.fixture
def number(clinic, lead):
    """One of two ways to reach them."""
    reach(clinic, lead, "email", "marco@example.com")
    found = reach(clinic, lead, "phone", PHONE)
    with clinic_context(clinic):
        rescore([lead.pk], now=timezone.now())
    return found


def reached(clinic, lead) -> list[tuple[int, str]]:
    with clinic_context(clinic):
        return list(Identity.objects.filter(lead=lead).order_by("kind").values_list("pk", "value"))


def standing(clinic, *leads) -> list[tuple[int, bool]]:
    with clinic_context(clinic):
        rows = Lead.objects.filter(pk__in=[one.pk for one in leads]).order_by("pk")
        return list(rows.values_list("lead_score", "do_not_contact"))


def of_patient(clinic, lead) -> str:
    with clinic_context(clinic):
        return Patient.objects.get(lead=lead).phone


def test_it_is_gone_from_score_and_timeline_and_comes_back_as_it_was(clinic, act, agent, lead, number):
    before, scored = reached(clinic, lead), standing(clinic, lead)

    done = act(remove_contact, lead.pk, number.pk)
    left, worth = reached(clinic, lead), standing(clinic, lead)
    outcome = act(undo, done.pk).outcome

    with clinic_context(clinic):
        lines = [one.about["line"] for one in timeline_of(lead, agent).moments if "line" in one.about]
    told = [(one.field, one.before, one.after) for line in lines for one in line.changes if one.field == "Phone"]
    assert [value for _pk, value in left] == ["marco@example.com"]
    assert worth[0][0] < scored[0][0]
    assert told == [("Phone", "—", "+39 333 123 4567"), ("Phone", "+39 333 123 4567", "—")]
    assert (outcome.undone, reached(clinic, lead), standing(clinic, lead)) == (1, before, scored)


def test_a_stop_of_the_address_outlives_it_and_leaves_the_lead_and_the_companion(clinic, act, lead, number):
    companion = make_lead(clinic, "Anna", companion_of=lead)
    act(suppress, [("phone", PHONE)], reason="bounced", source="test")

    act(remove_contact, lead.pk, number.pk)
    free = [is_stopped for _score, is_stopped in standing(clinic, lead, companion)]
    act(keep_contact, lead.pk, "phone", PHONE)

    assert free == [False, False]
    assert [is_stopped for _score, is_stopped in standing(clinic, lead, companion)] == [True, True]
    with clinic_context(clinic):
        assert Suppression.objects.count() == 1


@pytest.mark.parametrize("others", [[], [("phone", "33 12", False)]])
def test_the_last_way_to_reach_them_stays(clinic, act, lead, others):
    contact = reach(clinic, lead, "email", "marco@example.com")
    for kind, value, is_valid in others:
        reach(clinic, lead, kind, value, is_valid=is_valid)

    with pytest.raises(InvalidData) as refused:
        act(remove_contact, lead.pk, contact.pk)

    assert refused.value.fields == {"contact": ["This is the last way to reach them. Add another one first."]}
    assert contact.pk in [pk for pk, _value in reached(clinic, lead)]


def test_what_a_colleague_corrected_meanwhile_is_not_removed_nor_what_is_another_leads(clinic, act, lead, number):
    act(keep_contact, lead.pk, "phone", "+393337654321", instead_of=number.pk)
    other = make_lead(clinic, "Anna")

    with pytest.raises(Conflict):
        act(remove_contact, lead.pk, number.pk, seen=PHONE)
    with pytest.raises(NotThere):
        act(remove_contact, other.pk, number.pk)

    assert (number.pk, "+393337654321") in reached(clinic, lead)


@pytest.mark.parametrize("whose", ["theirs again", "somebody else's"])
def test_what_has_a_holder_by_then_does_not_come_back(clinic, act, lead, number, whose):
    done = act(remove_contact, lead.pk, number.pk)
    reach(clinic, lead if whose == "theirs again" else make_lead(clinic, "Anna"), "phone", PHONE)
    before = reached(clinic, lead)

    outcome = act(undo, done.pk).outcome

    assert (outcome.undone, outcome.changed_since) == (0, (str(lead),))
    assert reached(clinic, lead) == before


def test_nothing_comes_back_to_a_lead_that_was_merged_or_is_not_theirs_any_more(clinic, act, agent, lead, number):
    done = act(remove_contact, lead.pk, number.pk)
    merged = act(merge_leads, make_lead(clinic, minutes=90).pk, lead.pk)
    since = act(undo, done.pk).outcome
    act(undo, merged.operation.pk)
    owner = make_user(clinic, email="owner@example.com")
    with clinic_context(clinic):
        Lead.objects.filter(pk=lead.pk).update(assigned_to=owner)
        type(agent).objects.filter(pk=agent.pk).update(data_scope="own")

    hidden = act(undo, done.pk).outcome

    assert (since.undone, len(since.changed_since)) == (0, 1)
    assert (hidden.undone, hidden.out_of_sight) == (0, 1)
    assert [value for _pk, value in reached(clinic, lead)] == ["marco@example.com"]


def test_the_patient_loses_it_and_has_it_again(clinic, act, lead, number):
    second = reach(clinic, lead, "phone", "+393338888888")
    with clinic_context(clinic):
        Patient.objects.create(lead=lead, phone=PHONE, made_at=timezone.now())

    phones, done = [], []
    for contact in (number, second):
        done.append(act(remove_contact, lead.pk, contact.pk))
        phones.append(of_patient(clinic, lead))
    for operation in reversed(done):
        act(undo, operation.pk)
        phones.append(of_patient(clinic, lead))

    assert phones == ["+393338888888", "", "+393338888888", PHONE]


def test_a_number_that_does_not_work_is_no_patients_after_it_came_back(clinic, act, lead):
    reach(clinic, lead, "email", "marco@example.com")
    wrong = reach(clinic, lead, "phone", PHONE, is_valid=False)
    with clinic_context(clinic):
        Patient.objects.create(lead=lead, phone="", made_at=timezone.now())

    done = act(remove_contact, lead.pk, wrong.pk)
    act(undo, done.pk)

    assert (wrong.pk, PHONE) in reached(clinic, lead)
    assert of_patient(clinic, lead) == ""


def test_the_page_removes_it_with_a_way_back(clinic, agent_client, lead, number):
    shown = agent_client.get(page(lead)).content.decode()

    done = agent_client.post(to(lead, f"contact/{number.pk}/remove"), {"seen": PHONE}, follow=True)

    assert to(lead, f"contact/{number.pk}/remove") in shown
    assert "The contact is removed." in done.content.decode()
    assert "Remove a phone or mail" not in done.content.decode()
    assert [value for _pk, value in reached(clinic, lead)] == ["marco@example.com"]
