"""Temperature falls without contact, several steps at once, never twice (F:0.1, F:L9)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from crm.testing.statements import statements
from leads.models import Heat, Lead, LeadRules, Stage, Temperature
from leads.services.editing import change_lead
from leads.services.heat import back_at_work, cool_leads, redate
from leads.services.heat.cooling_times import cools_at, standing
from leads.tests.factories import make_lead
from tenants.context import clinic_context

HOT, WARM, COLD = Temperature.HOT, Temperature.WARM, Temperature.COLD
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        yield clinic


def lead_of(clinic, temperature: str, silent: timedelta, **fields: object) -> Lead:
    """Somebody of that temperature whose last contact was so long ago."""
    lead = make_lead(clinic, **fields)
    with clinic_context(clinic):
        due = cools_at(temperature, NOW - silent, rules=LeadRules.objects.get())
        Heat.objects.filter(pk=lead.pk).update(temperature=temperature, warmed_at=NOW - silent, cools_at=due)
    return lead


def heat_of(lead: Lead) -> Heat:
    return Heat.objects.get(pk=lead.pk)


def versions() -> list[tuple]:
    """What PostgreSQL calls each row's version: another one means that it was written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lead_id, xmin::text, ctid::text FROM leads_heat ORDER BY lead_id")
        return cursor.fetchall()


FALLS = [
    (HOT, 3 * DAY - TICK, HOT),
    (HOT, 3 * DAY, WARM),
    (HOT, 7 * DAY - TICK, WARM),
    (HOT, 7 * DAY, COLD),
    (HOT, 20 * DAY, COLD),
    (WARM, 7 * DAY - TICK, WARM),
    (WARM, 7 * DAY, COLD),
    (COLD, 20 * DAY, COLD),
]


@pytest.mark.parametrize(("before", "silent", "after"), FALLS, ids=[f"{a}-{s}" for a, s, _ in FALLS])
def test_hot_is_warm_after_three_days_of_silence_and_warm_is_cold_after_seven(here, before, silent, after):
    lead = lead_of(here, before, silent)

    changed = cool_leads(now=NOW)

    assert heat_of(lead).temperature == after
    assert changed == (before != after)


def test_the_next_fall_is_dated_from_the_last_contact(here):
    lead = lead_of(here, HOT, 4 * DAY)

    cool_leads(now=NOW)

    assert heat_of(lead).cools_at == NOW + 3 * DAY


def test_a_second_run_changes_nothing_and_writes_no_row(here):
    for temperature, silent, _after in FALLS:
        lead_of(here, temperature, silent)
    cool_leads(now=NOW)
    before = versions()

    again = cool_leads(now=NOW)

    assert again == 0
    assert versions() == before


def test_all_of_a_clinic_cool_in_one_update(here):
    for _ in range(5):
        lead_of(here, HOT, 20 * DAY)

    with CaptureQueriesContext(connection) as captured:
        cool_leads(now=NOW)

    assert [one.split()[0] for one in statements(captured)] == ["SELECT", "UPDATE"]  # the rules, the leads


def test_the_score_stays_what_it_was(here):
    lead = lead_of(here, HOT, 20 * DAY, lead_score=81)

    cool_leads(now=NOW)

    lead.refresh_from_db()
    assert (lead.lead_score, lead.temperature) == (81, COLD)


def test_a_pinned_one_never_cools(here, agent):
    lead = lead_of(here, HOT, 20 * DAY)
    Heat.objects.filter(pk=lead.pk).update(pinned_at=NOW, pinned_by=agent, cools_at=None)

    assert cool_leads(now=NOW + 400 * DAY) == 0
    assert heat_of(lead).temperature == HOT


@pytest.mark.parametrize("stage", ["Completed", "Lost"])
def test_a_lead_that_is_done_keeps_its_temperature_and_is_due_no_more(here, stage):
    lead = lead_of(here, HOT, 4 * DAY, stage=stage)

    cool_leads(now=NOW)

    assert (heat_of(lead).temperature, heat_of(lead).cools_at) == (HOT, None)
    assert cool_leads(now=NOW) == 0


def test_an_archived_lead_keeps_its_temperature_until_it_is_at_work_again(here):
    lead = lead_of(here, HOT, 20 * DAY, archived_at=NOW)
    cool_leads(now=NOW)
    kept = heat_of(lead).temperature

    Lead.objects.update(archived_at=None)
    back_at_work([lead.pk])
    cool_leads(now=NOW)

    assert (kept, heat_of(lead).temperature) == (HOT, COLD)


def test_one_whose_stage_goes_back_to_work_cools_again(here, act):
    lead = lead_of(here, HOT, 20 * DAY, stage="Lost")
    cool_leads(now=NOW)

    act(change_lead, lead.pk, {"stage_id": Stage.objects.get(name="Contacted").pk})

    assert heat_of(lead).cools_at == NOW - 17 * DAY


def test_another_number_of_days_redates_who_is_warm_and_nobody_else(here):
    hot, warm, cold = (lead_of(here, one, DAY) for one in (HOT, WARM, COLD))
    LeadRules.objects.update(hot_days=10, warm_days=30)

    redate(LeadRules.objects.get())

    due = [heat_of(one).cools_at for one in (hot, warm, cold)]
    assert due == [NOW + 9 * DAY, NOW + 29 * DAY, None]


def test_cooling_one_clinic_leaves_the_neighbours_alone(clinic, other_clinic):
    mine, theirs = (lead_of(one, HOT, 30 * DAY) for one in (clinic, other_clinic))

    with clinic_context(clinic):
        changed = cool_leads(now=NOW)
        cooled = heat_of(mine).temperature

    with clinic_context(other_clinic):
        assert (changed, cooled, heat_of(theirs).temperature) == (1, COLD, HOT)


@given(
    st.sampled_from([HOT, WARM, COLD]),
    st.integers(1, 90),
    st.integers(1, 365),
    st.integers(0, 500),
    st.integers(0, 500),
)
def test_however_the_hours_are_cut_the_same_temperature_is_left(temperature, hot_days, warm_days, first, second):
    """Cooling at some moment and again later leaves what cooling once, later, would have left."""
    rules, since = LeadRules(hot_days=hot_days, warm_days=warm_days), NOW
    sooner, later = since + min(first, second) * DAY, since + max(first, second) * DAY

    on_the_way = standing(temperature, since, rules=rules, now=sooner)

    at_once = standing(temperature, since, rules=rules, now=later)
    assert standing(on_the_way, since, rules=rules, now=later) == at_once


@pytest.mark.parametrize("days", [(3, 7), (9, 2), (5, 5)])
def test_the_database_cools_as_the_arithmetic_does(here, days):
    LeadRules.objects.update(hot_days=days[0], warm_days=days[1])
    rules = LeadRules.objects.get()
    leads = [(one, silent, lead_of(here, one, silent * DAY)) for one in (HOT, WARM, COLD) for silent in range(12)]

    cool_leads(now=NOW)

    for temperature, silent, lead in leads:
        left = standing(temperature, NOW - silent * DAY, rules=rules, now=NOW)
        due = cools_at(left, NOW - silent * DAY, rules=rules)
        assert (heat_of(lead).temperature, heat_of(lead).cools_at) == (left, due)
