"""Of two values that differ somebody says which one stays, and all of it can be taken back (F:L22, T18)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.lib.errors import InvalidData
from crm.testing.dumps import differences, dump
from crm.testing.people import make_user
from crm.testing.walk import writes_in
from leads.models import CustomField, CustomValue, Enquiry, Lead, LeadTag, Note, Partner, Tag, Treatment
from leads.services.attempts import log_attempt
from leads.services.contacts_away import remove_contact
from leads.services.merging_leads import CHOICES, PairChanged, further, merge_leads
from leads.services.scoring.rescoring import rescore
from leads.tests.factories import arrive, make_lead, reach
from leads.tests.test_undo_leaves_nothing import BUT
from tenants.context import clinic_context
from tenants.undo.services.ledger import undo

KEYS = ("shoe", "size", "born")
SIDES = st.sampled_from(["survivor", "other"])
CHOSEN = st.dictionaries(st.sampled_from([*CHOICES, *(f"custom.{key}" for key in KEYS)]), SIDES)


@pytest.fixture
def pair(clinic):
    """Two of whom everything that may be chosen is known, and is another."""
    people = [make_user(clinic, email=f"{n}@example.com") for n in (1, 2)]
    with clinic_context(clinic):
        treatments = list(Treatment.objects.order_by("pk")[:2])
        partners = [Partner.objects.create(name=name, code=name.lower()) for name in ("North", "South")]
        tags = [Tag.objects.create(name=name) for name in ("vip", "smoker")]
        for key, kind in zip(KEYS, ("text", "number", "date"), strict=True):
            CustomField.objects.create(key=key, name=key, kind=kind)
    told = {
        "first_name": ("Mario", "Marió"),
        "last_name": ("Rossi", "de Rossi"),
        "country": ("IT", "DE"),
        "city": ("Bari", "Bonn"),
        "company": ("Uno", "Due"),
        "language": ("it", "de"),
        "interest": ("Implants", "Veneers"),
        "source": ("website", "referral"),
        "sub_source": ("blog", "Aunt"),
        "treatment": treatments,
        "partner": partners,
        "assigned_to": people,
        "next_follow_up": [timezone.now() + timedelta(days=day) for day in (1, 2)],
        "follow_up_note": ("call", "write"),
    }
    leads = [make_lead(clinic, minutes=90 - n, **{name: two[n] for name, two in told.items()}) for n in (0, 1)]
    for n, lead in enumerate(leads):
        _hang(clinic, lead, n, tags)
    with clinic_context(clinic):
        rescore([lead.pk for lead in leads], now=timezone.now())
    return leads


def _hang(clinic, lead, n, tags):
    reach(clinic, lead, "phone", f"+3933311122{n}")
    arrive(clinic, lead)
    with clinic_context(clinic):
        Enquiry.objects.create(lead=lead, number=1, began_at=lead.created_at)
        Note.objects.create(lead=lead, body=f"note {n}", at=timezone.now())
        for tag in tags[n:]:
            LeadTag.objects.create(lead=lead, tag=tag, at=timezone.now())
        fields = CustomField.objects.in_bulk(field_name="key")
        CustomValue.objects.create(lead=lead, field=fields["shoe"], text=f"4{n}")
        CustomValue.objects.create(lead=lead, field=fields["size"], number=f"1.{n}")
        if n == 0:
            CustomValue.objects.create(lead=lead, field=fields["born"], day="1970-01-01")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=CHOSEN, is_older=st.booleans())
def test_a_merge_that_is_taken_back_leaves_everything_as_it_was(clinic, other_clinic, act, pair, chosen, is_older):
    stays, goes = pair if is_older else reversed(pair)
    before, theirs = dump(clinic), writes_in(other_clinic)

    done = act(merge_leads, stays.pk, goes.pk, chosen=chosen)
    undone = act(undo, done.operation.pk).outcome

    taken = {column for name, side in chosen.items() if side == "other" for column in CHOICES.get(name, ())}
    kept = {column for name in CHOICES for column in CHOICES[name]} - taken
    assert all(getattr(done.lead, column) == getattr(goes, column) for column in taken)
    assert all(getattr(done.lead, column) == getattr(stays, column) for column in kept)
    assert (undone.undone, list(undone.changed_since)) == (1, [])
    assert differences(before, dump(clinic), BUT) == {}
    assert writes_in(other_clinic) == theirs


def own(clinic, lead):
    with clinic_context(clinic):
        rows = CustomValue.objects.filter(lead=lead).select_related("field")
        return {row.field.key: row.text or row.number or row.day for row in rows}


def test_a_field_of_the_clinics_own_is_chosen_too_and_nothing_may_be(clinic, act, pair):
    stays, goes = pair
    chosen = {"custom.shoe": "other", "custom.born": "other"}

    act(merge_leads, stays.pk, goes.pk, chosen=chosen)

    held = own(clinic, stays)
    assert (held["shoe"], "born" in held) == ("41", False)
    assert own(clinic, goes)["shoe"] == "40"


def test_what_the_survivor_lacks_comes_along_whoever_is_chosen(clinic, act, pair):
    goes, stays = pair

    act(merge_leads, stays.pk, goes.pk, chosen={"custom.born": "other"})

    assert str(own(clinic, stays)["born"]) == "1970-01-01"


def test_what_was_chosen_and_changed_since_stays_and_is_named(clinic, act, pair):
    stays, goes = pair
    done = act(merge_leads, stays.pk, goes.pk, chosen={"city": "other", "country": "other", "custom.shoe": "other"})
    with clinic_context(clinic):
        Lead.objects.filter(pk=stays.pk).update(city="Lecce")
        CustomValue.objects.filter(lead=stays, field__key="shoe").update(text="39")

    outcome = act(undo, done.operation.pk).outcome

    assert list(outcome.changed_since) == ["shoe", "city"]
    assert own(clinic, stays)["shoe"] == "39"
    with clinic_context(clinic):
        assert Lead.objects.values_list("city", "country").get(pk=stays.pk) == ("Lecce", "IT")


@pytest.mark.parametrize("wrong", [{"password": "other"}, {"custom.hat": "other"}, {"city": "both"}])
def test_what_cannot_be_chosen_is_refused_by_its_name(clinic, act, pair, wrong):
    with pytest.raises(InvalidData) as refused:
        act(merge_leads, pair[0].pk, pair[1].pk, chosen=wrong)

    assert list(refused.value.fields) == [f"fields.{name}" for name in wrong]


@pytest.mark.parametrize("changed", [0, 1])
def test_two_that_were_looked_at_are_merged_as_they_were_seen_or_not_at_all(clinic, act, pair, changed):
    seen = {one.pk: one.updated_at.isoformat() for one in pair}
    with clinic_context(clinic):
        Lead.objects.filter(pk=pair[changed].pk).update(updated_at=timezone.now())

    with pytest.raises(PairChanged):
        act(merge_leads, pair[0].pk, pair[1].pk, seen=seen)


def test_who_was_tried_since_has_been_tried_that_often_when_it_is_taken_back(clinic, act, pair):
    stays, goes = pair
    for lead, how in ((stays, "busy"), (goes, "busy"), (goes, "no_answer")):
        act(log_attempt, lead.pk, channel="call", disposition=how)
    merged = act(merge_leads, stays.pk, goes.pk).operation
    act(log_attempt, stays.pk, channel="call", disposition="voicemail")

    act(undo, merged.pk)

    with clinic_context(clinic):
        assert [Lead.objects.get(pk=lead.pk).call_attempts for lead in pair] == [2, 2]


@pytest.mark.parametrize("first", ["merge", "removal"])
def test_a_number_that_was_removed_after_a_merge_comes_back_to_whose_it_was(clinic, act, pair, first):
    stays, goes = pair
    with clinic_context(clinic):
        number = goes.identities.get(kind="phone")
    merged = act(merge_leads, stays.pk, goes.pk).operation
    removed = act(remove_contact, stays.pk, number.pk)
    order = [merged, removed] if first == "merge" else [removed, merged]

    for operation in order:
        act(undo, operation.pk)

    with clinic_context(clinic):
        assert list(goes.identities.values_list("pk", flat=True)) == [number.pk]


def test_whoever_is_further_on_the_way_is_proposed_to_stay_else_the_older(clinic):
    older, newer = make_lead(clinic, minutes=90), make_lead(clinic, minutes=5)
    far, lost = make_lead(clinic, stage="Qualified"), make_lead(clinic, stage="Lost")

    assert further(older, newer) == further(newer, older) == older
    assert further(older, far) == far
    assert further(lost, newer) == newer
