"""What an attempt may end, and what it never does: the product gives up on nobody who has accepted (F 2b)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.testing.people import make_user
from leads.admin.results import LAST, results
from leads.models import Enquiry, Identity, Lead, ResponseCycle
from leads.services.attempts import Said, log_attempt
from leads.services.stage_presets import choose_preset
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.undo.models import Operation
from tenants.undo.services.ledger import undo

NOW = timezone.now()
IN_VAIN = ("no_answer", "voicemail", "busy")
SOON = NOW + timedelta(days=1)


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        yield clinic


@pytest.fixture
def lead(here):
    return somebody(here)


@pytest.fixture
def attempt(agent):
    """`attempt(lead, "busy", hours=4)`: that many hours from now on."""

    def run(lead, disposition, *, hours=0, channel="call", **said):
        asked = {"channel": channel, "disposition": disposition, "said": Said(**said)}
        return log_attempt(lead.pk, **asked, by=agent, now=NOW + timedelta(hours=hours))

    return run


def somebody(clinic, stage: str = "New", **fields) -> Lead:
    lead = make_lead(clinic, stage=stage, **fields)
    reach(clinic, lead, "phone", "+393331112222")
    Enquiry.objects.create(lead=lead, number=1, began_at=lead.created_at)
    return lead


def fresh(lead) -> Lead:
    return Lead.objects.select_related("stage").get(pk=lead.pk)


@pytest.mark.parametrize("stage", ["Accepted (deposit)", "Travelling", "Completed"])
def test_who_has_accepted_is_never_lost_by_trying_in_vain_nor_by_a_wrong_number(here, attempt, stage):
    lead = somebody(here, stage)

    for hours, disposition in enumerate((*IN_VAIN, "wrong_number")):
        attempt(lead, disposition, hours=hours)

    assert fresh(lead).stage.name == stage


@pytest.mark.parametrize("stage", ["Lost", "Completed"])
def test_on_a_journey_that_ended_nothing_is_planned_but_what_they_asked_for(here, attempt, stage):
    lead = somebody(here, stage)

    attempt(lead, "no_answer")
    attempt(lead, "interested", hours=1)
    by_itself = fresh(lead).next_follow_up
    attempt(lead, "not_now", hours=2, at=SOON)

    assert (by_itself, fresh(lead).next_follow_up, fresh(lead).stage.name) == (None, SOON, stage)


def test_who_finished_their_journey_and_wants_no_more_has_finished_it(here, attempt):
    lead = somebody(here, "Completed")

    attempt(lead, "not_interested", reason="price")

    assert fresh(lead).stage.name == "Completed"


def test_what_the_last_attempt_did_is_said_before_and_can_be_taken_back(lead, attempt, agent):
    attempt(lead, "no_answer")
    second = said_of(fresh(lead))
    attempt(lead, "no_answer", hours=5)
    last, planned = said_of(fresh(lead)), fresh(lead).next_follow_up
    attempt(lead, "no_answer", hours=30)
    lost = fresh(lead).stage.name

    undo(Operation.objects.get().pk, by=agent, now=NOW + timedelta(hours=31))

    assert (second == last, last, lost) == (False, LAST, "Lost")
    assert (fresh(lead).stage.name, fresh(lead).next_follow_up) == ("New", planned)


def said_of(lead) -> str:
    """What the button of a call in vain says."""
    return next(one.says for one in results(lead)["plain"] if one.value == "no_answer")


@pytest.mark.parametrize(("preset", "stage"), [("simple", "Closed"), ("meta", "New")])
@pytest.mark.parametrize("how", ["said", "in vain"])
def test_without_a_lost_stage_it_is_closed_else_stays_and_the_reason_is_kept(
    here, lead, attempt, preset, stage, how
):
    admin = make_user(here, email="admin@example.com", role=roles.ADMIN)
    choose_preset(preset, by=admin, now=NOW)

    if how == "said":
        attempt(lead, "not_interested", reason="price")
    else:
        for hours, disposition in enumerate(IN_VAIN):
            attempt(lead, disposition, hours=hours)

    enquiry, now = Enquiry.objects.get(lead=lead), fresh(lead)
    assert (now.stage.name, now.next_follow_up) == (stage, None)
    assert enquiry.lost_reason == ("price" if how == "said" else "no_contact")
    assert enquiry.is_won == (False if preset == "simple" else None)


def test_a_wrong_number_is_no_answer_to_whoever_waits(here, lead, attempt):
    reach(here, lead, "email", "marco@example.com")

    attempt(lead, "wrong_number")

    wait = ResponseCycle.objects.get(lead=lead)
    assert (wait.ended_at, fresh(lead).last_contact_date) == (None, None)
    assert fresh(lead).answer_due_at == lead.answer_due_at


def test_a_wrong_address_is_that_of_the_way_that_was_tried(here, lead, attempt):
    reach(here, lead, "email", "marco@example.com")

    attempt(lead, "wrong_number", channel="mail")

    assert list(Identity.objects.filter(is_valid=False).values_list("kind", flat=True)) == ["email"]


def test_whoever_was_reached_was_tried_too(lead, attempt):
    attempt(lead, "interested")
    attempt(lead, "sent", channel="whatsapp", hours=1)
    attempt(lead, "quote", hours=2)

    assert fresh(lead).call_attempts == 2
