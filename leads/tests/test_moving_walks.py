"""Any walk over the stages leaves steps that follow one another, and an enquiry that says the same."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.models import Enquiry, Lead, Stage, StageChange
from leads.models.stage import DONE, Semantic
from leads.services.moving import Given, move_leads
from leads.services.moving.columns import chance
from leads.services.moving.demands import taken_by
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.undo.services.ledger import undo

ALL = Given(amount=5, lost_reason="fear", follow_up_at=timezone.now() + timezone.timedelta(days=900), is_won=True)
CHOSEN = [meaning for meaning in Semantic.values if meaning not in (Semantic.REPLIED, Semantic.CLOSED)]
STEPS = st.lists(st.tuples(st.sampled_from(CHOSEN), st.booleans()), max_size=6)  # where to, and undone at once


@pytest.fixture
def walking(clinic, agent):
    """One clinic for all examples: each makes its own lead."""
    return clinic, agent


@given(steps=STEPS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_steps_chain_and_the_enquiry_agrees(walking, steps):
    clinic, agent = walking
    lead = make_lead(clinic)
    with clinic_context(clinic):
        for meaning, is_undone in steps:
            stage = Stage.objects.get(semantic=meaning)
            done = move_leads(
                [lead.pk], to=stage.pk, given=ALL.only(taken_by(meaning)), by=agent, now=timezone.now()
            )
            if is_undone and done.operation:
                undo(done.operation.pk, by=agent, now=timezone.now())

        stands = Lead.objects.select_related("stage").get(pk=lead.pk)
        walked = list(StageChange.objects.filter(lead=lead).order_by("pk"))
        enquiry = Enquiry.objects.filter(lead=lead).first() or Enquiry()

    assert walked[0].from_stage_id is None
    assert [one.from_stage_id for one in walked[1:]] == [one.to_stage_id for one in walked[:-1]]
    assert [one.from_semantic for one in walked[1:]] == [one.to_semantic for one in walked[:-1]]
    assert walked[-1].to_stage_id == stands.stage_id
    assert stands.conversion_probability == chance(stands.stage)
    assert (enquiry.ended_at is not None) == (stands.stage.semantic in DONE)
    assert bool(enquiry.lost_reason) == (stands.stage.semantic == Semantic.LOST)
    assert (enquiry.amount is None) == (enquiry.accepted_at is None)
    if stands.stage.semantic == Semantic.ACCEPTED:
        assert enquiry.accepted_at is not None
