"""Nothing is written to a lead that was merged, where nobody would look: a note of the product's own stands with
the survivor, and the merge can be undone (F:L22)."""

from decimal import Decimal

import pytest
from django.utils import timezone

from crm.lib.errors import Conflict
from leads.models import CustomField, CustomValue, Lead, LeadTag, Note, Patient, Tag
from leads.services import triage
from leads.services.attempts import log_attempt
from leads.services.chances import pin_probability
from leads.services.consent import Given, give
from leads.services.editing import change_lead
from leads.services.heat.pinning import pin
from leads.services.merging_leads import merge_leads
from leads.services.moving import move_leads
from leads.services.notes import add_note
from leads.services.operations import assign
from leads.services.tags import tag_leads
from leads.tests.factories import make_lead, stage_of
from leads.tests.held import hold
from leads.tests.record_addresses import page, to
from tenants.context import clinic_context
from tenants.settings.services.clinic import save_settings
from tenants.undo.services.ledger import undo

DEEDS = {
    "change": lambda pk, **on: change_lead(pk, {"city": "Bari"}, **on),
    "note": lambda pk, **on: add_note(pk, body="Call me", **on),
    "tag": lambda pk, **on: tag_leads([pk], add=["vip"], **on),
    "attempt": lambda pk, **on: log_attempt(pk, channel="call", disposition="busy", **on),
    "heat": lambda pk, **on: pin(pk, "hot", **on),
    "chance": lambda pk, **on: pin_probability(pk, Decimal("0.5"), **on),
    "consent": lambda pk, **on: give(pk, Given("contact"), **on),
}


@pytest.fixture
def pair(clinic):
    """The one that will stay, and the one that will lead there."""
    return make_lead(clinic, "Mario", minutes=50), make_lead(clinic, "Mario", minutes=5)


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_what_is_meant_for_a_merged_lead_is_refused(clinic, act, pair, deed):
    act(merge_leads, pair[0].pk, pair[1].pk)

    with pytest.raises(Conflict, match="merged into another"):
        act(deed, pair[1].pk)


def test_an_arrival_is_not_given_to_it(clinic, act, pair):
    held = hold(clinic)
    act(merge_leads, pair[0].pk, pair[1].pk)

    with pytest.raises(Conflict, match="merged into another"):
        act(triage.merge, held.pk, pair[1].pk)


def test_among_many_it_stays_as_it_went_and_the_others_change(clinic, act, agent, pair):
    stays, goes = pair
    act(merge_leads, stays.pk, goes.pk)
    with clinic_context(clinic):
        further = stage_of("contacted").pk

    given = act(assign, [stays.pk, goes.pk], to=agent.pk)
    moved = act(move_leads, [stays.pk, goes.pk], to=further)
    tagged = act(tag_leads, [stays.pk, goes.pk], add=["vip"])

    assert [(done.changed, done.already) for done in (given, moved, tagged)] == [(1, 1)] * 3
    with clinic_context(clinic):
        left = Lead.objects.get(pk=goes.pk)
        assert (left.assigned_to, left.stage.semantic, left.lead_tags.count()) == (None, "new", 0)


def test_a_program_is_told_409_and_no_note_is_lost_there(clinic, act, agent_client, pair):
    act(merge_leads, pair[0].pk, pair[1].pk)
    address = f"/api/v1/leads/{pair[1].pk}"

    answers = [
        agent_client.post(f"{address}/notes", {"body": "Call me"}, content_type="application/json"),
        agent_client.post(f"{address}/tags", {"add": ["vip"]}, content_type="application/json"),
        agent_client.patch(address, {"city": "Bari"}, content_type="application/json"),
    ]

    assert [answer.status_code for answer in answers] == [409] * 3
    with clinic_context(clinic):
        assert not Note.objects.exclude(kind=Note.Kind.SYSTEM).exists()


@pytest.mark.parametrize("deed", ["assign", "tag"])
def test_what_was_done_to_it_before_is_not_taken_back_from_it(clinic, act, agent, pair, deed):
    stays, goes = pair
    done = act(assign, [goes.pk], to=agent.pk) if deed == "assign" else act(tag_leads, [goes.pk], add=["vip"])
    merged = act(merge_leads, stays.pk, goes.pk).operation

    outcome = act(undo, done.operation.pk).outcome
    act(undo, merged.pk)

    assert (outcome.undone, outcome.changed_since) == (0, (str(goes),))
    assert act(undo, done.operation.pk).outcome.undone == 1
    with clinic_context(clinic):
        left = Lead.objects.get(pk=goes.pk)
        assert (left.assigned_to, left.lead_tags.count()) == (None, 0)


def a_tag(lead):
    LeadTag.objects.create(lead=lead, tag=Tag.objects.get_or_create(name="vip")[0], at=timezone.now())


def a_value(lead):
    shoe, _is_new = CustomField.objects.get_or_create(key="shoe", defaults={"name": "Shoe", "kind": "text"})
    CustomValue.objects.create(lead=lead, field=shoe, text="42")


def a_patient(lead):
    Patient.objects.create(lead=lead, made_at=timezone.now())


@pytest.mark.parametrize(("make", "kind"), [(a_tag, "tag of a lead"), (a_value, "value"), (a_patient, "patient")])
def test_a_merge_is_undone_and_says_what_the_other_had_again_by_then(clinic, act, pair, make, kind):
    stays, goes = pair
    with clinic_context(clinic):
        make(goes)
    done = act(merge_leads, stays.pk, goes.pk)
    with clinic_context(clinic):
        make(goes)  # as an undo of something older may

    outcome = act(undo, done.operation.pk).outcome

    assert (outcome.undone, len(outcome.changed_since)) == (1, 1)
    assert kind in outcome.changed_since[0]
    with clinic_context(clinic):
        assert Lead.objects.get(pk=goes.pk).merged_into is None


def test_the_product_tells_of_a_merge_in_a_note_of_its_own_in_the_clinics_language(clinic, act, agent_client, pair):
    first, second = pair
    with clinic_context(clinic):
        save_settings({"language": "it"})
    act(merge_leads, first.pk, second.pk)

    [note] = agent_client.get(f"/api/v1/leads/{first.pk}/notes").json()["results"]
    shown = agent_client.get(page(first)).content.decode()
    pinned = agent_client.post(to(first, f"note/{note['id']}"), {"do": "pin"})

    assert (note["kind"], note["by"]) == ("system", None)
    assert note["body"] == f"Unito a {second}, lead {second.pk}."
    assert f'<p class="line" id="note-{note["id"]}">' in shown
    assert pinned.status_code == 404
