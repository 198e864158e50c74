"""What a stage asks of whoever moves a lead there, and what the lead holds then (F:0.2, L11, L20)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.lib.errors import InvalidData
from crm.testing.statements import asked
from leads.models import Enquiry, Lead, Stage, StageChange
from leads.models.stage import Semantic
from leads.services import operations
from leads.services.editing import change_lead
from leads.services.moving import Given, move_leads, owned, replied
from leads.services.moving.columns import follow_up
from leads.services.moving.given import NOTHING
from leads.tests.factories import make_lead, stage_of
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.settings.models import OpeningHours
from tenants.settings.services.calendar import forget_clinic_calendars

# Tomorrow noon: after whatever a test makes, however long the others take, and the same in every process.
NOW = (timezone.now() + timedelta(days=1)).replace(hour=12, minute=30, second=30, microsecond=0)
LATER, BEFORE = NOW + timedelta(days=2), NOW - timedelta(minutes=1)
# meaning, what was given, the field that is refused; every other meaning asks nothing.
DEMANDS = [
    ("lost", Given(), "lost_reason"),
    ("lost", Given(lost_reason="weather"), "lost_reason"),
    ("lost", Given(lost_reason="price", lost_note="x" * 201), "lost_note"),
    ("lost", Given(lost_reason="price"), None),
    ("callback", Given(), "follow_up_at"),
    ("callback", Given(follow_up_at=BEFORE), "follow_up_at"),
    ("callback", Given(follow_up_at=LATER), None),
    ("accepted", Given(), "amount"),
    ("accepted", Given(amount=-1), "amount"),
    ("accepted", Given(amount=10**30), "amount"),
    ("accepted", Given(amount=5000, currency="eur"), "currency"),
    ("accepted", Given(amount=5000, currency="XXX"), "currency"),
    ("accepted", Given(amount=0), None),
    ("accepted", Given(amount=5000, currency="GBP"), None),
    ("replied", Given(), "stage"),
    ("assigned", Given(), None),
    ("contacted", Given(), None),
    ("qualified", Given(), None),
    ("proposal", Given(), None),
    ("negotiation", Given(), None),
    ("travelling", Given(), None),
    ("completed", Given(), None),
]


def name_of(case: tuple) -> str:
    meaning, given, field = case
    return f"{meaning}-{field or 'fine'}-{len(str(given))}"


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        yield clinic


def columns(lead: Lead) -> Lead:
    return Lead.objects.select_related("stage").get(pk=lead.pk)


def enquiry(lead: Lead) -> Enquiry:
    return Enquiry.objects.get(lead=lead, number=columns(lead).enquiry)


@pytest.mark.parametrize("case", DEMANDS, ids=name_of)
@pytest.mark.parametrize("door", ["list", "page"])
def test_each_meaning_asks_what_it_asks_by_every_door(here, agent, case, door):
    meaning, given, refused = case
    lead, to = make_lead(here), stage_of(meaning)

    def go() -> None:
        if door == "list":
            operations.move([lead.pk], to=to.pk, given=given, by=agent, now=NOW)
        else:
            change_lead(lead.pk, {"stage_id": to.pk}, given=given, by=agent, now=NOW)

    if refused:
        with pytest.raises(InvalidData) as refusal:
            go()
        assert set(refusal.value.fields) == {refused}
    else:
        go()
    assert columns(lead).stage.semantic == ("new" if refused else meaning)


def test_a_closed_stage_asks_whether_it_was_won(here, agent):
    lead, closed = make_lead(here), stage_of("lost")
    closed.semantic = Semantic.CLOSED
    closed.save()

    with pytest.raises(InvalidData) as refusal:
        move_leads([lead.pk], to=closed.pk, by=agent, now=NOW)
    move_leads([lead.pk], to=closed.pk, given=Given(is_won=True), by=agent, now=NOW)

    assert set(refusal.value.fields) == {"is_won"}
    assert (enquiry(lead).is_won, enquiry(lead).ended_at) == (True, NOW)


def test_from_one_lost_stage_to_another_nobody_is_asked_again(here, agent):
    lead, gone = make_lead(here), Stage.objects.create(name="Gone", semantic="lost", position=99)
    why = Given(lost_reason="price")
    move_leads([lead.pk], to=stage_of("lost").pk, given=why, by=agent, now=NOW)

    move_leads([lead.pk], to=gone.pk, by=agent, now=LATER)

    assert (enquiry(lead).lost_reason, enquiry(lead).ended_at) == ("price", NOW)


def test_a_callback_that_is_planned_already_needs_no_other(here, agent):
    lead = make_lead(here, next_follow_up=LATER)

    move_leads([lead.pk], to=stage_of("callback").pk, by=agent, now=NOW)

    assert columns(lead).next_follow_up == LATER


@pytest.mark.parametrize(
    ("meaning", "given", "due", "why"),
    [
        ("contacted", Given(), NOW + timedelta(hours=24), "next_step"),
        ("proposal", Given(), NOW + timedelta(hours=48), "next_step"),
        ("proposal", Given(follow_up_at=LATER), LATER, "remind"),
        ("callback", Given(follow_up_at=LATER), LATER, "call_back"),
        ("qualified", Given(), BEFORE, "remind"),
        ("lost", Given(lost_reason="fear"), None, ""),
        ("completed", Given(), None, ""),
    ],
)
def test_the_next_step_follows_the_stage(here, agent, meaning, given, due, why):
    lead = make_lead(here, next_follow_up=BEFORE, follow_up_why="remind")

    move_leads([lead.pk], to=stage_of(meaning).pk, given=given, by=agent, now=NOW)

    assert (columns(lead).next_follow_up, columns(lead).follow_up_why) == (due, why)


def test_the_row_the_moment_and_the_trail_tell_of_the_step(here, agent):
    lead = make_lead(here)

    done = move_leads([lead.pk], to=stage_of("qualified").pk, by=agent, now=NOW)

    last = StageChange.objects.filter(lead=lead)[0]
    line = Entry.objects.about(lead).saying("lead.moved").get()
    assert (done.changed, columns(lead).stage_since) == (1, NOW)
    assert (last.from_semantic, last.to_semantic, last.at, last.by, last.enquiry) == (
        "new",
        "qualified",
        NOW,
        agent,
        1,
    )
    assert line.changes == {"stage": [lead.stage_id, stage_of("qualified").pk]}


def test_the_enquiry_says_for_how_much_and_when(here, agent):
    lead = make_lead(here)

    move_leads([lead.pk], to=stage_of("accepted").pk, given=Given(amount=490_000), by=agent, now=NOW)
    move_leads([lead.pk], to=stage_of("completed").pk, by=agent, now=LATER)

    row = enquiry(lead)
    assert (row.accepted_at, row.amount, row.currency) == (NOW, 490_000, "EUR")
    assert (row.completed_at, row.ended_at, row.is_won) == (LATER, LATER, True)


def test_a_lost_enquiry_says_why_until_it_goes_on(here, agent):
    lead = make_lead(here)
    why = Given(lost_reason="price", lost_note=" too\ndear ")

    move_leads([lead.pk], to=stage_of("lost").pk, given=why, by=agent, now=NOW)
    lost = enquiry(lead)
    move_leads([lead.pk], to=stage_of("contacted").pk, by=agent, now=LATER)

    goes_on = enquiry(lead)
    assert (lost.lost_reason, lost.lost_note, lost.is_won, lost.ended_at) == ("price", "too dear", False, NOW)
    assert (goes_on.lost_reason, goes_on.lost_note, goes_on.is_won, goes_on.ended_at) == ("", "", None, None)


def test_a_repeat_changes_nothing(here, agent):
    lead, to = make_lead(here), stage_of("qualified").pk
    move_leads([lead.pk], to=to, by=agent, now=NOW)

    done = move_leads([lead.pk], to=to, by=agent, now=LATER)

    assert (done.changed, done.already, columns(lead).stage_since) == (0, 1, NOW)
    assert StageChange.objects.filter(lead=lead).count() == 2


def test_a_thousand_leads_cost_no_more_statements_than_one(here, agent, believed):
    to, given = stage_of("accepted").pk, Given(amount=100)

    def cost(leads: list[Lead]) -> int:
        with CaptureQueriesContext(connection) as captured:
            move_leads([lead.pk for lead in leads], to=to, given=given, by=agent, now=NOW)
        return len(asked(captured))

    cost([make_lead(here)])
    one, base = cost([make_lead(here)]), make_lead(here)
    Lead.objects.bulk_create(_like(base, number) for number in range(999))
    thousand = list(Lead.objects.filter(stage=base.stage_id))

    assert len(thousand) == 1000
    assert cost(thousand) == one <= 35


def _like(base: Lead, number: int) -> Lead:
    then = base.created_at
    return Lead(first_name=f"Copy {number}", stage_id=base.stage_id, created_at=then, last_arrival_at=then)


def test_the_time_to_act_of_a_stage_is_that_in_which_the_clinic_works(here):
    monday = datetime(2026, 6, 1, 16, tzinfo=UTC)
    for day in range(2):
        OpeningHours.objects.create(weekday=day, starts=9 * 60, ends=17 * 60)
    forget_clinic_calendars()

    planned = follow_up(Stage(semantic="contacted", sla_minutes=120), NOTHING, now=monday)

    assert planned["next_follow_up"] == monday + timedelta(hours=1 + 16 + 1)
    forget_clinic_calendars()


@pytest.mark.parametrize("stage", ["New", "Assigned", "Contacted"])
def test_whoever_writes_back_has_replied(here, stage):
    lead = make_lead(here, stage=stage)

    first, again = replied(lead.pk, at=NOW), replied(lead.pk, at=LATER)

    last = StageChange.objects.filter(lead=lead)[0]
    assert (first, again, columns(lead).stage.semantic) == (True, False, "replied")
    assert (last.at, last.by) == (NOW, None)


@pytest.mark.parametrize("stage", ["Qualified", "Negotiation", "Lost", "Completed"])
def test_whoever_is_further_stays_there_when_they_write(here, stage):
    lead = make_lead(here, stage=stage)

    assert not replied(lead.pk, at=NOW)
    assert columns(lead).stage.name == stage


@pytest.mark.parametrize("door", ["list", "page"])
def test_a_new_lead_that_gets_an_owner_is_assigned(here, agent, door):
    new, further = make_lead(here), make_lead(here, stage="Qualified")

    for lead in (new, further):
        if door == "list":
            operations.assign([lead.pk], to=agent.pk, by=agent, now=NOW)
        else:
            change_lead(lead.pk, {"assigned_to_id": agent.pk}, by=agent, now=NOW)

    assert [columns(lead).stage.semantic for lead in (new, further)] == ["assigned", "qualified"]
    assert StageChange.objects.filter(lead=new)[0].by == agent


def test_a_clinic_without_a_stage_for_it_leaves_the_lead_new(here, agent):
    stage_of("assigned").delete()
    lead = make_lead(here, assigned_to=agent)

    assert owned([lead.pk], by=agent, now=NOW) == {}
    assert columns(lead).stage.semantic == "new"


def test_a_stage_of_the_neighbour_is_not_there(here, other_clinic, agent):
    lead = make_lead(here)
    with clinic_context(other_clinic):
        foreign = stage_of("qualified").pk

    with pytest.raises(InvalidData) as refusal:
        move_leads([lead.pk], to=foreign, by=agent, now=NOW)

    assert refusal.value.fields == {"stage": ["This does not exist."]}


def test_a_move_touches_no_other_clinic(here, other_clinic, agent):
    lead, theirs = make_lead(here), make_lead(other_clinic)

    move_leads([lead.pk, theirs.pk], to=stage_of("qualified").pk, by=agent, now=NOW)

    with clinic_context(other_clinic):
        assert columns(theirs).stage.semantic == "new"
        assert StageChange.objects.count() == 1
