"""Freshness and age fall with time, so the leads that passed a step are scored anew each night (F:0.1)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.models import Heat, Lead, Temperature
from leads.services.scoring import rescore
from leads.services.scoring.ageing import rescore_aged
from leads.tests.factories import make_lead
from tenants.context import clinic_context

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        yield clinic


def lead_scored(clinic, at, **fields) -> Lead:
    """Somebody who came at `at` and was scored then."""
    lead = make_lead(clinic, created_at=at, last_arrival_at=at, **fields)
    rescore([lead.pk], now=at)
    return lead


def points(lead: Lead) -> dict[str, int]:
    lead.refresh_from_db()
    return {row["factor"]: row["points"] for row in lead.score_breakdown}


@pytest.mark.parametrize(
    ("age", "freshness", "lead_age"),
    [(2 * HOUR, 12, 8), (30 * HOUR, 8, 8), (4 * DAY, 4, 8), (8 * DAY, 0, 4), (31 * DAY, 0, 0)],
    ids=str,
)
def test_whoever_passed_a_step_has_the_points_of_today(here, age, freshness, lead_age):
    now = timezone.now()
    lead = lead_scored(here, now - age)

    changed = rescore_aged(now=now)

    earned = points(lead)
    assert (changed, earned["freshness"], earned["lead_age"]) == (1, freshness, lead_age)


def test_a_second_night_of_the_same_day_changes_nothing(here):
    now = timezone.now()
    lead_scored(here, now - 8 * DAY)
    rescore_aged(now=now)

    assert rescore_aged(now=now) == 0


@pytest.mark.parametrize("fields", [{"stage": "Lost"}, {"archived_at": timezone.now()}], ids=["lost", "archived"])
def test_who_is_not_at_work_stays_as_they_were(here, fields):
    now = timezone.now()
    lead_scored(here, now - 8 * DAY, **fields)

    assert rescore_aged(now=now) == 0


def test_who_passed_no_step_is_not_even_looked_at(here, monkeypatch):
    now = timezone.now()
    for age in (0.5 * HOUR, 6 * DAY, 20 * DAY, 400 * DAY):
        lead_scored(here, now - age)
    asked = []
    monkeypatch.setattr("leads.services.scoring.ageing.rescore", lambda ids, **given: asked.extend(ids) or 0)

    rescore_aged(now=now)

    assert asked == []


def test_who_was_scored_by_an_older_version_is_scored_by_the_one_in_use(here):
    lead = make_lead(here, minutes=1, profile_version=7)

    rescore_aged(now=timezone.now())

    lead.refresh_from_db()
    assert lead.profile_version == 1


def test_somebody_silent_for_long_is_not_warmed_by_it(here):
    now = timezone.now()
    lead = lead_scored(here, now - 8 * DAY)
    Heat.objects.filter(pk=lead.pk).update(temperature=Temperature.COLD, cools_at=None)

    rescore_aged(now=now)

    assert Heat.objects.get(pk=lead.pk).temperature == Temperature.COLD


def test_the_neighbours_leads_are_left_alone(clinic, other_clinic):
    now = timezone.now()
    with clinic_context(other_clinic):
        theirs = lead_scored(other_clinic, now - 8 * DAY)

    with clinic_context(clinic):
        changed = rescore_aged(now=now)

    with clinic_context(other_clinic):
        assert (changed, points(theirs)["freshness"]) == (0, 16)
