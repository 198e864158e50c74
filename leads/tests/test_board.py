"""What the board counts and shows is what its reader may see, in the order of urgency (F:L7, H:A10)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.testing.people import make_user
from crm.testing.statements import asked
from leads.models import Enquiry, Lead, Partner, Stage
from leads.services.board import Column, behind, columns_of
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff.models import User

Scope = User.DataScope
NOW = timezone.now()
ACCEPTED = "Accepted (deposit)"


@pytest.fixture(autouse=True)
def inside(clinic):
    with clinic_context(clinic):
        yield


def board(reader: User, **options) -> list[Column]:
    rows = Lead.objects.visible_to(reader).current()
    return columns_of(rows, stages=Stage.objects.all(), **options)


def column(reader: User, name: str, **options) -> Column:
    return next(one for one in board(reader, **options) if one.stage.name == name)


def names(found: Column) -> list[str]:
    return [card.first_name for card in found.cards]


def contacted(clinic, name: str = "", **fields) -> Lead:
    """Where nobody waits unless the test says so."""
    return make_lead(clinic, name, stage="Contacted", **fields)


def test_a_column_begins_with_who_waits_longest_then_the_next_step_then_who_wrote_last(clinic, agent):
    contacted(clinic, "Old", minutes=90)
    contacted(clinic, "Fresh", minutes=3)
    contacted(clinic, "Tomorrow", next_follow_up=NOW + timedelta(days=1))
    contacted(clinic, "Soon", answer_due_at=NOW + timedelta(minutes=5))
    contacted(clinic, "Late", answer_due_at=NOW - timedelta(minutes=5))

    assert names(column(agent, "Contacted")) == ["Late", "Soon", "Tomorrow", "Fresh", "Old"]


def test_the_ends_of_a_journey_are_folded_until_somebody_opens_them(clinic, agent):
    make_lead(clinic, stage="Lost")

    folded, opened = column(agent, "Lost"), column(agent, "Lost", unfolded=True)

    assert (folded.is_folded, folded.number, folded.cards) == (True, 1, [])
    assert (opened.is_folded, opened.number, len(opened.cards)) == (False, 1, 1)


def test_what_a_column_is_worth_is_of_the_enquiry_they_are_on(clinic, agent):
    back = make_lead(clinic, "Back", stage=ACCEPTED, enquiry=2)
    other = make_lead(clinic, "Other", stage=ACCEPTED)
    rows = [(back, 2, 120_000, "EUR"), (back, 1, 900_000, "EUR"), (other, 1, 50_050, "EUR")]
    for lead, number, amount, currency in rows:
        Enquiry.objects.create(lead=lead, number=number, began_at=NOW, amount=amount, currency=currency)

    found = column(agent, ACCEPTED)

    assert found.worth == [(170_050, "EUR")]
    assert {card.first_name: (card.amount, card.currency) for card in found.cards} == {
        "Back": (120_000, "EUR"),
        "Other": (50_050, "EUR"),
    }


def test_each_currency_is_summed_by_itself(clinic, agent):
    for amount, currency in ((100, "EUR"), (300, "GBP")):
        lead = make_lead(clinic, stage=ACCEPTED)
        Enquiry.objects.create(lead=lead, number=1, began_at=NOW, amount=amount, currency=currency)

    assert column(agent, ACCEPTED).worth == [(300, "GBP"), (100, "EUR")]


def test_more_than_one_counts_are_over(clinic, agent, monkeypatch):
    monkeypatch.setattr("leads.services.board.columns.EXACT", 2)
    for number in range(3):
        make_lead(clinic, f"Lead {number}")

    found = column(agent, "New")

    assert (found.number, found.is_over, len(found.cards)) == (2, True, 3)


# Each example begins with a clinic without leads.
CLEARED = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
clocks = st.none() | st.integers(-2, 2).map(lambda hours: NOW + timedelta(hours=hours))
urgencies = st.tuples(clocks, clocks, st.integers(1, 3))


@CLEARED
@given(st.lists(urgencies, min_size=1, max_size=12), st.integers(1, 4))
def test_page_after_page_shows_each_card_once_in_order(clinic, agent, people, shown):
    Lead.objects.all().delete()
    for due, step, minutes in people:
        contacted(clinic, minutes=minutes, answer_due_at=due, next_follow_up=step)
    rows = Lead.objects.visible_to(agent).current()
    whole = [card.pk for card in column(agent, "Contacted").cards]

    paged, ahead = [], rows
    while cards := column(agent, "Contacted", shown=shown, ahead=ahead).cards:
        paged += [card.pk for card in cards]
        ahead = behind(rows, cards[-1])

    assert paged == whole


@pytest.fixture
def colleagues(clinic, agent):
    """The agent, a colleague, nobody; and a partner whom the agent works for."""
    ours, theirs = (Partner.objects.create(name=name, code=name.lower()) for name in ("Ours", "Theirs"))
    ours.members.add(agent)
    return [agent, make_user(clinic, email="other@example.com"), None], [ours, theirs, None]


STAGES = ["New", "Contacted", ACCEPTED, "Lost"]
leads = st.tuples(st.sampled_from(STAGES), st.integers(0, 2), st.integers(0, 2), st.booleans(), st.integers(0, 99))


@CLEARED
@given(st.lists(leads, max_size=15), st.sampled_from(Scope.values))
def test_counts_worth_and_cards_are_those_of_the_visible_rows(clinic, agent, colleagues, rows, scope):
    owners, partners = colleagues
    agent.data_scope = scope
    Lead.objects.all().delete()
    for stage, owner, partner, is_archived, amount in rows:
        more = {"assigned_to": owners[owner], "partner": partners[partner]}
        lead = make_lead(clinic, stage=stage, archived_at=NOW if is_archived else None, **more)
        Enquiry.objects.create(lead=lead, number=1, began_at=NOW, amount=amount, currency="EUR")

    shown = board(agent, unfolded=True)

    visible = Lead.objects.visible_to(agent).filter(archived_at=None)
    for one in shown:
        here = visible.filter(stage=one.stage)
        amounts = Enquiry.objects.filter(lead__in=here).values_list("amount", flat=True)
        assert one.number == here.count()
        assert {card.pk for card in one.cards} == set(here.values_list("pk", flat=True))
        assert sum(part.amount for part in one.worth) == sum(amounts)


def test_the_statements_depend_on_neither_stages_nor_leads(clinic, agent):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            board(agent)
        return len(asked(captured))

    make_lead(clinic)
    statements()  # rights are looked up once
    few = statements()
    for number, stage in enumerate(["New", "Contacted", "Qualified", ACCEPTED] * 5):
        make_lead(clinic, f"Lead {number}", stage=stage)
    Stage.objects.create(name="One more", semantic="contacted", position=90)

    assert (few, statements()) == (4, 4)  # stages with counts and first cards, worth, cards, how to reach them
