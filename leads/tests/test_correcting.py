"""What was said along with a move is corrected afterwards: the amount, why it is lost, whether it was won."""

import pytest

from crm.lib.errors import InvalidData
from leads.models import Enquiry
from leads.services.editing import change_lead
from leads.services.moving import Given, move_leads
from leads.tests.factories import make_lead, stage_of
from leads.tests.record_addresses import as_shown, page
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.undo.services.ledger import undo


@pytest.fixture
def standing(clinic, act):
    """`standing("accepted", amount=...)`: a lead that was moved there with these words."""

    def moved(meaning: str, **given):
        lead = make_lead(clinic)
        with clinic_context(clinic):
            to = stage_of(meaning).pk
        act(move_leads, [lead.pk], to=to, given=Given(**given))
        return lead

    return moved


def corrections():
    return Entry.objects.filter(additional_data__verb="lead.enquiry_corrected")


def enquiry(clinic, lead) -> Enquiry:
    with clinic_context(clinic):
        return Enquiry.objects.get(lead=lead)


def test_an_amount_is_corrected_wherever_they_went_since(clinic, act, standing):
    lead = standing("accepted", amount=500000, currency="GBP")
    with clinic_context(clinic):
        travelling = stage_of("travelling").pk
    act(move_leads, [lead.pk], to=travelling)

    act(change_lead, lead.pk, {}, given=Given(amount=480000))

    kept = enquiry(clinic, lead)
    assert (kept.amount, kept.currency) == (480000, "GBP")
    with clinic_context(clinic):
        assert corrections().get().object_id == lead.pk


def test_an_amount_corrected_since_outlives_the_undo_of_a_later_move(clinic, act, standing):
    lead = standing("accepted", amount=500000, currency="GBP")
    with clinic_context(clinic):
        travelling = stage_of("travelling").pk
    moved = act(move_leads, [lead.pk], to=travelling)
    act(change_lead, lead.pk, {}, given=Given(amount=480000))

    outcome = act(undo, moved.operation.pk).outcome

    assert (outcome.undone, enquiry(clinic, lead).amount) == (1, 480000)


def test_a_reason_is_corrected_and_its_note_stays(clinic, act, standing):
    lead = standing("lost", lost_reason="price", lost_note="too dear")

    act(change_lead, lead.pk, {}, given=Given(lost_reason="elsewhere"))

    kept = enquiry(clinic, lead)
    assert (kept.lost_reason, kept.lost_note) == ("elsewhere", "too dear")


def test_an_enquiry_without_an_amount_is_asked_for_one_before_its_currency(clinic, act, standing):
    lead = standing("accepted", amount=500000)
    with clinic_context(clinic):
        lost = stage_of("lost").pk
        Enquiry.objects.filter(lead=lead).update(amount=None, currency="")
    act(move_leads, [lead.pk], to=lost, given=Given(lost_reason="price"))
    act(change_lead, lead.pk, {}, given=Given(lost_reason="fear"))

    with pytest.raises(InvalidData) as refused:
        act(change_lead, lead.pk, {}, given=Given(currency="GBP"))

    kept = enquiry(clinic, lead)
    assert list(refused.value.fields) == ["amount"]
    assert (kept.lost_reason, kept.amount, kept.currency) == ("fear", None, "")


def test_the_same_again_changes_nothing(clinic, act, standing):
    lead = standing("lost", lost_reason="price")

    act(change_lead, lead.pk, {}, given=Given(lost_reason="price"))

    with clinic_context(clinic):
        assert not corrections().exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"lost_reason": "price"}, "lost_reason"),
        ({"is_won": True}, "is_won"),
        ({"amount": -1}, "amount"),
        ({"currency": "XXX"}, "currency"),
    ],
)
def test_what_the_stage_did_not_ask_or_would_refuse_is_refused_by_name(clinic, act, standing, given, field):
    lead = standing("accepted", amount=500000)

    with pytest.raises(InvalidData) as refused:
        act(change_lead, lead.pk, {"city": "Bari"}, given=Given(**given))

    assert list(refused.value.fields) == [field]
    assert enquiry(clinic, lead).amount == 500000


def test_a_lead_that_was_never_asked_has_nothing_to_correct(clinic, act):
    lead = make_lead(clinic)

    with pytest.raises(InvalidData):
        act(change_lead, lead.pk, {}, given=Given(amount=5))


def test_the_page_shows_what_was_said_and_writes_what_was_changed_alone(clinic, agent_client, standing):
    lead = standing("accepted", amount=500000, currency="EUR")
    asked = agent_client.get(page(lead)).context["asked"]
    shown = as_shown(agent_client, lead) | {"amount": "5000", "initial-amount": "5000", "currency": "EUR"}
    with clinic_context(clinic):
        Enquiry.objects.filter(lead=lead).update(amount=450000)  # a colleague's, meanwhile

    agent_client.post(page(lead), shown | {"initial-currency": "EUR", "city": "Bari"})
    untouched = enquiry(clinic, lead).amount
    agent_client.post(page(lead), shown | {"initial-currency": "EUR", "amount": "4800"})

    assert (asked["amount"].value(), asked["lost_reason"].value()) == (5000, None)
    assert (untouched, enquiry(clinic, lead).amount) == (450000, 480000)
