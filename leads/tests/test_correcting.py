"""What was said along with a move is corrected afterwards: the amount, why it is lost, whether it was won."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from crm.lib.errors import InvalidData
from leads.models import Enquiry, Lead, Stage
from leads.services.editing import change_lead
from leads.services.moving import Given, move_leads
from leads.tests.factories import make_lead, stage_of
from leads.tests.record_addresses import page
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.undo.services.ledger import undo

LATER = timezone.now() + timedelta(days=3)


def place(clinic, meaning: str) -> int:
    """The key of a stage of that meaning; of a new one where the clinic has none."""
    with clinic_context(clinic):
        found = Stage.objects.filter(semantic=meaning).first()
        return (found or Stage.objects.create(name=meaning, semantic=meaning, position=90)).pk


def gone_to(clinic, act, meaning: str, **given) -> Lead:
    """A lead that was moved there with these words."""
    lead = make_lead(clinic)
    act(move_leads, [lead.pk], to=place(clinic, meaning), given=Given(**given))
    return lead


@pytest.fixture
def standing(clinic, act):
    """`standing("accepted", amount=...)`: a lead that was moved there with these words."""
    return partial(gone_to, clinic, act)


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


@pytest.mark.parametrize(
    ("meaning", "given", "name", "kept"),
    [
        ("lost", {"lost_reason": "price", "lost_note": "too dear"}, "lost_note", ""),
        ("closed", {"is_won": False, "lost_reason": "price"}, "lost_reason", ""),
        ("lost", {"lost_reason": "price"}, "lost_reason", "price"),
        ("closed", {"is_won": False}, "is_won", False),
        ("accepted", {"amount": 500000}, "amount", 500000),
    ],
)
def test_what_was_said_is_emptied_unless_the_stage_cannot_do_without(clinic, act, meaning, given, name, kept):
    lead = gone_to(clinic, act, meaning, **given)

    refused = None
    try:
        act(change_lead, lead.pk, {}, given=Given(emptied=frozenset({name})))
    except InvalidData as wrong:
        refused = list(wrong.fields)

    assert getattr(enquiry(clinic, lead), name) == kept
    assert refused == ([name] if kept or kept is False else None)


def test_why_a_closed_enquiry_was_lost_is_corrected_within_its_list(clinic, act):
    lead = gone_to(clinic, act, "closed", is_won=False, lost_reason="price")

    act(change_lead, lead.pk, {}, given=Given(lost_reason="fear", lost_note="of needles"))
    for wrong in (Given(lost_reason="weather"), Given(lost_note="x" * 201)):
        with pytest.raises(InvalidData):
            act(change_lead, lead.pk, {}, given=wrong)

    kept = enquiry(clinic, lead)
    assert (kept.is_won, kept.lost_reason, kept.lost_note) == (False, "fear", "of needles")


def test_the_same_call_back_again_changes_nothing_and_another_one_is_told(clinic, act, agent):
    lead, there = gone_to(clinic, act, "callback", follow_up_at=LATER), {"stage_id": place(clinic, "callback")}

    act(change_lead, lead.pk, there, given=Given(follow_up_at=LATER))
    with pytest.raises(InvalidData) as refused:
        act(change_lead, lead.pk, there, given=Given(follow_up_at=LATER + timedelta(hours=1)))

    [said] = refused.value.fields["follow_up_at"]
    assert said.startswith(f"{agent} moved {lead} to ")
    with clinic_context(clinic):
        assert Lead.objects.get(pk=lead.pk).next_follow_up == LATER


@pytest.mark.parametrize(
    ("meaning", "given", "field"),
    [
        ("contacted", {"amount": 5}, "amount"),
        ("lost", {"lost_reason": "price", "is_won": False}, "is_won"),
        ("completed", {"follow_up_at": LATER}, "follow_up_at"),
        ("contacted", {"follow_up_at": timezone.now() - timedelta(days=3)}, "follow_up_at"),
        ("callback", {"follow_up_at": timezone.now() + timedelta(days=3000)}, "follow_up_at"),
        ("accepted", {"amount": 5, "lost_note": "x"}, "lost_note"),
        ("closed", {"is_won": False, "lost_reason": "weather"}, "lost_reason"),
        ("closed", {"is_won": False, "lost_note": "x" * 201}, "lost_note"),
    ],
)
def test_a_new_stage_refuses_by_name_what_would_come_to_nothing(clinic, act, meaning, given, field):
    lead, to = make_lead(clinic), place(clinic, meaning)

    for deed in (
        lambda: act(move_leads, [lead.pk], to=to, given=Given(**given)),
        lambda: act(change_lead, lead.pk, {"stage_id": to}, given=Given(**given)),
    ):
        with pytest.raises(InvalidData) as refused:
            deed()
        assert list(refused.value.fields) == [field]

    with clinic_context(clinic):
        assert Lead.objects.get(pk=lead.pk).stage.semantic == "new"


def test_an_amount_is_corrected_on_the_way_on_from_accepted(clinic, act):
    lead = gone_to(clinic, act, "accepted", amount=500000)

    act(change_lead, lead.pk, {"stage_id": place(clinic, "travelling")}, given=Given(amount=480000))

    with clinic_context(clinic):
        assert Lead.objects.get(pk=lead.pk).stage.semantic == "travelling"
    assert enquiry(clinic, lead).amount == 480000


def sent_from(client, lead) -> dict[str, str]:
    """What a browser sends from the page of a lead, hidden fields included."""
    shown = client.get(page(lead)).context
    both = [(form, name) for form in (shown["form"], shown["asked"]) for name in form.fields]
    values = {name: form[name].value() for form, name in both}
    texts = {name: "" if value is None else str(value) for name, value in values.items()}
    hidden = {f"initial-{name}": texts[name] for form, name in both if form.fields[name].show_hidden_initial}
    return texts | hidden


def test_the_page_writes_what_was_changed_alone(clinic, agent_client, standing):
    lead = standing("accepted", amount=500000, currency="EUR")
    sent = sent_from(agent_client, lead)
    with clinic_context(clinic):
        Enquiry.objects.filter(lead=lead).update(amount=450000)  # a colleague's, meanwhile

    answer = agent_client.post(page(lead), sent | {"city": "Bari"})

    assert (sent["amount"], sent["initial-amount"], sent["lost_reason"]) == ("5000", "5000", "")
    assert (answer.status_code, enquiry(clinic, lead).amount) == (302, 450000)


SECOND = [
    ("accepted", {"amount": "6000"}, [("amount", "5,000", "6,000")]),
    ("accepted", {"amount": "5000"}, [("currency", "GBP", "EUR")]),
    ("lost", {"lost_reason": "fear"}, [("why it was lost", "Price", "Fear")]),
]


@pytest.mark.parametrize(("meaning", "answered", "differs"), SECOND)
def test_the_second_to_say_something_of_a_move_sees_both_and_may_keep_theirs(
    clinic, act, agent_client, meaning, answered, differs
):
    lead, to = make_lead(clinic), place(clinic, meaning)
    sent = sent_from(agent_client, lead) | {"stage": str(to)} | answered
    first = {"amount": 500000, "currency": "GBP"} if meaning == "accepted" else {"lost_reason": "price"}
    act(move_leads, [lead.pk], to=to, given=Given(**first))

    told = agent_client.post(page(lead), sent)
    untouched = enquiry(clinic, lead)
    again = told.context["asked"]
    kept = agent_client.post(page(lead), {**told.context["form"].data.dict(), **again.data.dict()})

    rows = [(row["label"], row["now"], row["wanted"]) for row in told.context["conflict"]["rows"]]
    assert (told.status_code, set(differs) <= set(rows), kept.status_code) == (409, True, 302)
    assert {name: getattr(untouched, name) for name in first} == first
    assert any(getattr(enquiry(clinic, lead), name) != value for name, value in first.items())


def test_the_second_to_correct_an_amount_sees_the_first(clinic, agent_client, standing):
    lead = standing("accepted", amount=500000, currency="EUR")
    sent = sent_from(agent_client, lead)
    agent_client.post(page(lead), sent | {"amount": "4500"})

    told = agent_client.post(page(lead), sent | {"amount": "4800"})
    same = agent_client.post(page(lead), sent | {"amount": "4500"})

    assert (told.status_code, same.status_code, enquiry(clinic, lead).amount) == (409, 302, 450000)


def test_what_the_page_shows_and_was_left_there_goes_along_to_the_next_stage(clinic, act, agent_client):
    lead, closed = gone_to(clinic, act, "lost", lost_reason="price"), place(clinic, "closed")

    agent_client.post(page(lead), sent_from(agent_client, lead) | {"stage": str(closed), "is_won": "no"})

    kept = enquiry(clinic, lead)
    assert (kept.is_won, kept.lost_reason) == (False, "price")
