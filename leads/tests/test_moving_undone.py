"""A move is taken back with all that hung on it, and leaves the way back as a step (F:T18)."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from leads.models import Enquiry, Lead, Patient, Stage, StageChange
from leads.services.moving import Given, move_leads
from leads.services.moving.given import NOTHING
from leads.services.operations import assign
from leads.tests.factories import make_lead, stage_of
from tenants.context import clinic_context
from tenants.undo.registry import title_of
from tenants.undo.services.ledger import undo

# Ahead of the instant at which a test makes its lead, however long after this line that is.
NOW = timezone.now() + timedelta(hours=2)
SOON = NOW + timedelta(hours=3)


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        yield clinic


def moved_and_undone(lead, meaning, agent, given=NOTHING, between=lambda: None):
    done = move_leads([lead.pk], to=stage_of(meaning).pk, given=given, by=agent, now=NOW)
    between()
    return undo(done.operation.pk, by=agent, now=NOW + timedelta(minutes=1)).outcome


def fresh(lead) -> Lead:
    return Lead.objects.select_related("stage").get(pk=lead.pk)


def test_the_way_back_is_a_step_of_whoever_took_it_back(here, agent):
    lead = make_lead(here, stage="Qualified")

    moved_and_undone(lead, "negotiation", agent)

    back = StageChange.objects.filter(lead=lead)[0]
    assert (back.from_semantic, back.to_semantic, back.by) == ("negotiation", "qualified", agent)


def test_what_was_planned_and_expected_before_stands_again(here, agent):
    lead = make_lead(here, next_follow_up=SOON, follow_up_why="remind", follow_up_note="ask for photos")

    moved_and_undone(lead, "proposal", agent)

    row = fresh(lead)
    assert (row.next_follow_up, row.follow_up_why, row.follow_up_note) == (SOON, "remind", "ask for photos")
    assert (row.conversion_probability, row.stage_since) == (lead.conversion_probability, lead.stage_since)


def test_what_a_colleague_planned_or_pinned_since_stays(here, agent):
    lead = make_lead(here)
    planned = {"next_follow_up": SOON, "probability_pinned": True, "conversion_probability": "0.900"}

    moved_and_undone(lead, "proposal", agent, between=lambda: Lead.objects.filter(pk=lead.pk).update(**planned))

    row = fresh(lead)
    assert (row.stage.semantic, row.next_follow_up, str(row.conversion_probability)) == ("new", SOON, "0.900")


@pytest.mark.parametrize(
    ("meaning", "given"),
    [("lost", Given(lost_reason="price")), ("accepted", Given(amount=5)), ("completed", NOTHING)],
)
def test_the_enquiry_is_as_it_was(here, agent, meaning, given):
    lead = make_lead(here)

    moved_and_undone(lead, meaning, agent, given)

    row = Enquiry.objects.get(lead=lead)
    assert (row.ended_at, row.is_won, row.lost_reason) == (None, None, "")
    assert (row.accepted_at, row.amount, row.currency, row.completed_at) == (None, None, "", None)


def test_an_earlier_acceptance_survives_the_undo_of_what_came_after(here, agent):
    lead = make_lead(here)
    move_leads([lead.pk], to=stage_of("accepted").pk, given=Given(amount=70), by=agent, now=NOW)

    moved_and_undone(lead, "lost", agent, Given(lost_reason="fear"))

    row = Enquiry.objects.get(lead=lead)
    assert (row.amount, row.accepted_at, row.ended_at) == (70, NOW, None)


def test_a_patient_made_by_mistake_is_none(here, agent):
    lead, other = make_lead(here), make_lead(here)
    move_leads([other.pk], to=stage_of("accepted").pk, given=Given(amount=5), by=agent, now=NOW)

    moved_and_undone(lead, "accepted", agent, Given(amount=5))

    assert list(Patient.objects.values_list("lead_id", flat=True)) == [other.pk]


def test_a_patient_who_came_already_stays_one(here, agent):
    lead = make_lead(here)

    def came():
        Patient.objects.get(lead=lead).journeys.get().visits.update(came_on=NOW.date())

    moved_and_undone(lead, "accepted", agent, Given(amount=5), between=came)

    assert Patient.objects.filter(lead=lead).exists()


def test_taking_back_an_owner_takes_back_the_stage_that_came_with_it(here, agent):
    lead = make_lead(here)
    done = assign([lead.pk], to=agent.pk, by=agent, now=NOW)

    undo(done.operation.pk, by=agent, now=SOON)

    row = fresh(lead)
    steps = StageChange.objects.filter(lead=lead).order_by("pk").values_list("to_semantic", flat=True)
    assert (row.assigned_to, row.stage.semantic, row.stage_since) == (None, "new", lead.stage_since)
    assert list(steps) == ["new", "assigned", "new"]


def test_taking_back_an_owner_leaves_a_stage_that_somebody_chose_since(here, agent):
    lead = make_lead(here)
    done = assign([lead.pk], to=agent.pk, by=agent, now=NOW)
    move_leads([lead.pk], to=stage_of("qualified").pk, by=agent, now=SOON)

    undo(done.operation.pk, by=agent, now=SOON)

    assert (fresh(lead).assigned_to, fresh(lead).stage.semantic) == (None, "qualified")


def test_a_stage_that_is_gone_is_none_to_go_back_to(here, agent):
    lead = make_lead(here, stage="Negotiation")

    outcome = moved_and_undone(
        lead, "qualified", agent, between=lambda: Stage.objects.filter(semantic="negotiation").delete()
    )

    assert (outcome.undone, len(outcome.changed_since)) == (0, 1)
    assert fresh(lead).stage.semantic == "qualified"


def test_a_move_is_called_by_the_name_that_its_reader_has_for_the_stage(here, agent):
    stage = stage_of("negotiation")
    Stage.objects.filter(pk=stage.pk).update(names={"de": "Verhandlung"})
    operation = move_leads([make_lead(here).pk], to=stage.pk, by=agent, now=NOW).operation

    with translation.override("de"):
        told = str(title_of(operation))

    assert "Verhandlung" in told
    assert str(title_of(operation)).endswith(stage.name)
