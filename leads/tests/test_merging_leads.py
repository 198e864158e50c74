"""Two leads become one person, and two again: everything moves, nothing is lost (F:L22, H:A2, A14)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from attribution.models import Touchpoint
from crm.lib.errors import Conflict, InvalidData, NotAllowed, NotThere
from crm.testing.people import client_of, key_of, make_user, post_lead
from leads.models import (
    Consent,
    CustomField,
    CustomValue,
    Enquiry,
    Lead,
    LeadTag,
    Note,
    StageChange,
    Tag,
)
from leads.services.consent import agrees
from leads.services.merging_leads import lead_behind, merge_leads, oldest_of
from leads.services.operations import restore
from leads.tests.factories import arrive, make_lead, reach
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.undo.services.ledger import undo

NOW = timezone.now()


@pytest.fixture
def pair(clinic):
    """Somebody who wrote twice, from two addresses."""
    first = make_lead(clinic, "Mario", "Rossi", minutes=90)
    second = make_lead(clinic, "Mario", "Rossi", city="Bari", country="IT", call_attempts=2)
    reach(clinic, first, "email", "mario@example.com")
    reach(clinic, second, "phone", "+39333111222")
    with clinic_context(clinic):
        for lead in (first, second):
            Enquiry.objects.create(lead=lead, number=1, began_at=lead.created_at)
    return first, second


def full(clinic, first, second):
    """Rows of every kind on the second."""
    payload = arrive(clinic, second)
    with clinic_context(clinic):
        vip, smoker = Tag.objects.create(name="vip"), Tag.objects.create(name="smoker")
        shoe = CustomField.objects.create(key="shoe", name="Shoe", kind="text")
        for lead, tag in ((first, vip), (second, vip), (second, smoker)):
            LeadTag.objects.create(lead=lead, tag=tag, at=NOW)
        CustomValue.objects.create(lead=second, field=shoe, text="42")
        Note.objects.create(lead=second, body="Afraid of needles", at=NOW)
        StageChange.objects.create(lead=second, enquiry=3, from_semantic="new", to_semantic="contacted", at=NOW)
        Consent.objects.create(lead=second, purpose="marketing", is_given=True, at=NOW, source="form")
        Touchpoint.objects.create(lead=second, payload=payload, kind="arrival", at=NOW)


def standing(clinic, lead) -> dict[str, object]:
    """What hangs on a lead, by kind."""
    with clinic_context(clinic):
        one = Lead.objects.get(pk=lead.pk)
        return {
            "contacts": sorted(one.identities.values_list("value", flat=True)),
            "notes": list(one.notes.values_list("body", flat=True)),
            "tags": sorted(one.lead_tags.values_list("tag__name", flat=True)),
            "custom": list(one.custom_values.values_list("text", flat=True)),
            "arrivals": one.payloads.count(),
            "touches": one.touchpoints.count(),
            "steps": sorted(one.stage_changes.values_list("to_semantic", "enquiry")),
            "waits": one.response_cycles.filter(ended_at=None).count(),
            "city": one.city,
            "attempts": one.call_attempts,
            "away": (one.merged_into_id, one.archived_at is not None),
        }


def test_all_that_hangs_on_the_other_is_the_survivors(clinic, act, pair):
    first, second = pair
    full(clinic, first, second)

    done = act(merge_leads, first.pk, second.pk)

    assert done.lead.pk == first.pk
    assert standing(clinic, first) == {
        "contacts": ["+39333111222", "mario@example.com"],
        "notes": [f"Merged with Mario Rossi, lead {second.pk}.", "Afraid of needles"],
        "tags": ["smoker", "vip"],
        "custom": ["42"],
        "arrivals": 1,
        "touches": 1,
        "steps": [("contacted", 1), ("new", 1)],
        "waits": 1,
        "city": "Bari",
        "attempts": 2,
        "away": (None, False),
    }
    left = standing(clinic, second)
    assert (left["contacts"], left["tags"], left["waits"]) == ([], ["vip"], 0)
    assert left["away"] == (first.pk, True)


def test_taken_back_both_stand_as_before(clinic, act, pair):
    first, second = pair
    full(clinic, first, second)
    before = standing(clinic, first), standing(clinic, second)

    done = act(merge_leads, first.pk, second.pk)
    outcome = act(undo, done.operation.pk).outcome

    assert outcome.undone == 1
    assert (standing(clinic, first), standing(clinic, second)) == before


def test_what_somebody_changed_since_stays_when_it_is_taken_back(clinic, act, pair):
    first, second = pair
    done = act(merge_leads, first.pk, second.pk)
    with clinic_context(clinic):
        Lead.objects.filter(pk=first.pk).update(city="Lecce")

    act(undo, done.operation.pk)

    assert standing(clinic, first)["city"] == "Lecce"
    assert standing(clinic, first)["attempts"] == 0
    assert standing(clinic, second)["city"] == "Bari"


def test_what_stands_there_is_not_overwritten_and_a_name_goes_whole(clinic, act, pair):
    first, second = pair
    with clinic_context(clinic):
        Lead.objects.filter(pk=first.pk).update(city="Rome", last_name="")

    lead = act(merge_leads, first.pk, second.pk).lead

    assert (lead.city, lead.country, lead.first_name, lead.last_name) == ("Rome", "IT", "Mario", "")


def test_whoever_said_yes_under_the_other_number_said_it(clinic, act, pair):
    first, second = pair
    with clinic_context(clinic):
        Enquiry.objects.filter(lead=second).update(accepted_at=NOW, amount=300_000, currency="EUR")

    done = act(merge_leads, first.pk, second.pk)
    with clinic_context(clinic):
        during = Enquiry.objects.get(lead=first).amount
    act(undo, done.operation.pk)

    with clinic_context(clinic):
        assert (during, Enquiry.objects.get(lead=first).amount) == (300_000, None)
        assert Enquiry.objects.get(lead=second).amount == 300_000


def test_what_they_agreed_to_under_the_other_number_counts(clinic, act, pair):
    first, second = pair
    full(clinic, first, second)

    act(merge_leads, first.pk, second.pk)

    with clinic_context(clinic):
        assert agrees(first, "marketing")


def test_the_trail_of_both_tells_it(clinic, act, pair):
    first, second = pair

    act(merge_leads, first.pk, second.pk)

    with clinic_context(clinic):
        verbs = Entry.objects.filter(object_id__in=[first.pk, second.pk])
        assert {"lead.merged", "lead.merged_away"} <= set(verbs.values_list("additional_data__verb", flat=True))


def test_both_numbers_lead_to_the_survivor_also_after_a_second_merge(clinic, act, agent, pair):
    first, second = pair
    oldest = make_lead(clinic, "Mario", minutes=900)
    act(merge_leads, first.pk, second.pk)

    act(merge_leads, oldest.pk, first.pk)

    with clinic_context(clinic):
        seen = Lead.objects.visible_to(agent)
        assert {lead_behind(seen, one.pk).pk for one in (oldest, first, second)} == {oldest.pk}


def test_their_next_enquiry_from_either_address_is_the_survivors(clinic, act, pair):
    first, second = pair
    act(merge_leads, first.pk, second.pk)

    post_lead(client_of(clinic), key_of(clinic), first_name="Mario", phone="+39333111222")

    assert standing(clinic, first)["arrivals"] == 1
    assert standing(clinic, second)["away"] == (first.pk, True)


def test_a_merged_lead_is_not_restored_by_itself(clinic, act, pair):
    first, second = pair
    act(merge_leads, first.pk, second.pk)

    done = act(restore, [second.pk])

    assert (done.changed, done.already) == (0, 1)


def test_a_companion_of_the_other_is_the_survivors_companion(clinic, act, pair):
    first, second = pair
    companion = make_lead(clinic, "Luca", companion_of=second)

    act(merge_leads, first.pk, second.pk)

    with clinic_context(clinic):
        assert Lead.objects.get(pk=companion.pk).companion_of_id == first.pk


def test_a_lead_is_not_merged_with_itself_or_with_its_companion(clinic, act, pair):
    first, _second = pair
    companion = make_lead(clinic, "Luca", companion_of=first)

    for one, other in ((first, first), (first, companion), (companion, first)):
        with pytest.raises(InvalidData):
            act(merge_leads, one.pk, other.pk)


@pytest.mark.parametrize("away", ["first", "second"])
def test_what_is_archived_or_merged_is_not_merged(clinic, act, pair, away):
    gone = dict(zip(("first", "second"), pair, strict=True))[away]
    with clinic_context(clinic):
        Lead.objects.filter(pk=gone.pk).update(archived_at=NOW)

    with pytest.raises(Conflict):
        act(merge_leads, pair[0].pk, pair[1].pk)

    assert standing(clinic, pair[0])["contacts"] == ["mario@example.com"]


@pytest.mark.parametrize("hidden", [0, 1])
def test_both_must_be_in_sight(clinic, act, agent, pair, hidden):
    owner = make_user(clinic, email="owner@example.com")
    with clinic_context(clinic):
        Lead.objects.filter(pk=pair[hidden].pk).update(assigned_to=owner)
        type(agent).objects.filter(pk=agent.pk).update(data_scope="own")

    with pytest.raises(NotThere):
        act(merge_leads, pair[0].pk, pair[1].pk)

    assert standing(clinic, pair[0])["contacts"] == ["mario@example.com"]


def test_who_only_looks_does_not_merge(clinic, act, pair):
    reader = make_user(clinic, email="reader@example.com", role=roles.READ_ONLY)

    with pytest.raises(NotAllowed):
        act(merge_leads, pair[0].pk, pair[1].pk, by=reader)


def test_an_undo_is_refused_to_whom_the_survivor_was_taken_from(clinic, act, agent, pair):
    owner = make_user(clinic, email="owner@example.com")
    done = act(merge_leads, pair[0].pk, pair[1].pk)
    with clinic_context(clinic):
        Lead.objects.filter(pk=pair[0].pk).update(assigned_to=owner)
        type(agent).objects.filter(pk=agent.pk).update(data_scope="own")

    outcome = act(undo, done.operation.pk).outcome

    assert (outcome.undone, outcome.out_of_sight) == (0, 1)
    assert standing(clinic, pair[1])["away"] == (pair[0].pk, True)


def test_a_merge_of_one_that_was_merged_on_is_not_taken_back(clinic, act, pair):
    oldest = make_lead(clinic, "Mario", minutes=900)
    done = act(merge_leads, pair[0].pk, pair[1].pk)
    act(merge_leads, oldest.pk, pair[0].pk)

    outcome = act(undo, done.operation.pk).outcome

    assert (outcome.undone, len(outcome.changed_since)) == (0, 1)


def test_a_merge_costs_the_same_however_much_hangs_on_the_other(clinic, act, pair, django_assert_max_num_queries):
    first, second = pair
    with clinic_context(clinic):
        Note.objects.bulk_create(Note(lead=second, body=f"n{n}", at=NOW + timedelta(n)) for n in range(50))

    with django_assert_max_num_queries(90):
        act(merge_leads, first.pk, second.pk)

    assert len(standing(clinic, first)["notes"]) == 51  # the product's own is one


def test_the_older_survives_unless_told():
    assert oldest_of(7, 3) == oldest_of(3, 7) == (3, 7)
