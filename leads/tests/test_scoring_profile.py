"""Which profile a clinic scores by, and what a new lead begins with."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.testing.statements import asked
from leads.models import ScoringProfile
from leads.services.reading import Told
from leads.services.reading.contacts import Contact
from leads.services.scoring import PRESETS, active_profile, profile_of, profile_pack
from leads.services.scoring.active import forget_profiles_in_use
from leads.services.scoring.gathering import facts_of, score_arrival
from leads.services.treatments import treatment_named
from tenants.context import clinic_context

PHONE = Contact("phone", "+390212345678", "02 1234 5678", True)
MAIL = Contact("email", "marco@bellini-marmi.example", "marco@bellini-marmi.example", True)
BROKEN = Contact("phone", "333 12", "333 12", False)


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        yield clinic


def use(preset: str, version: int) -> ScoringProfile:
    ScoringProfile.objects.update(is_active=False)
    made = {"name": preset, "factors": PRESETS[preset].rows(), "base": PRESETS[preset].base}
    return ScoringProfile.objects.create(version=version, is_active=True, made_at=timezone.now(), **made)


def told(*contacts: Contact, **fields: str) -> Told:
    return Told(**{"first_name": "Marco", "last_name": "Bellini", "country": "IT", "contacts": contacts, **fields})


def test_a_new_clinic_scores_by_dental_tourism(here):
    profile_pack()

    assert ScoringProfile.objects.get().preset == "dental_tourism"
    assert active_profile() == PRESETS["dental_tourism"].profile(version=1)


def test_it_is_asked_for_once_in_seconds_and_its_contents_once(here):
    active_profile()

    with CaptureQueriesContext(connection) as captured:
        active_profile()
        forget_profiles_in_use()
        active_profile()

    assert len(asked(captured)) == 1


def test_a_new_version_counts_once_the_old_one_is_not_believed_any_more(here):
    active_profile()

    use("source_quality", 2)
    forget_profiles_in_use()

    assert active_profile() == PRESETS["source_quality"].profile(version=2)


def test_a_clinic_without_any_scores_by_the_default(here):
    ScoringProfile.objects.all().delete()

    assert active_profile() == PRESETS["dental_tourism"].profile(version=0)


def test_one_clinics_profile_is_not_the_neighbours_even_with_the_same_key(clinic, other_clinic):
    with clinic_context(clinic):
        mine = use("source_quality", 2)
        active_profile()

    with clinic_context(other_clinic):
        ScoringProfile.objects.all().delete()
        theirs = use("reactivation", 3)
        ScoringProfile.objects.filter(pk=theirs.pk).update(id=mine.pk)

        assert active_profile() == PRESETS["reactivation"].profile(version=3)


def test_whoever_knows_the_row_already_is_not_asked_for_it_twice(here):
    row = use("source_quality", 2)
    loaded = []

    found = [profile_of(row.pk, load=lambda pk: loaded.append(pk) or row) for _ in range(2)]

    assert loaded == [row.pk]
    assert found == [PRESETS["source_quality"].profile(version=2)] * 2


def test_what_an_arrival_says_becomes_facts(here):
    now = timezone.now()
    arrival = told(PHONE, MAIL, company="Bellini Marmi", language="it", source="referral", message="A bridge?")

    facts = facts_of(arrival, treatment_named("bridge"), now)

    assert (facts.has_phone, facts.has_email, facts.has_both_names, facts.has_place) == (True, True, True, True)
    assert (facts.email_domain, facts.company, facts.source) == (
        "bellini-marmi.example",
        "Bellini Marmi",
        "referral",
    )
    assert (facts.treatment, facts.interest) == ("Bridge", "A bridge?")
    assert facts.created_at == facts.last_inbound_at == now


def test_a_number_nobody_can_call_is_no_contact(here):
    facts = facts_of(told(BROKEN, last_name="", country=""), None, timezone.now())

    assert (facts.has_phone, facts.has_email, facts.has_both_names, facts.has_place) == (False,) * 4


def test_a_complete_form_is_hot_and_an_old_one_read_late_is_not(here):
    now = timezone.now()
    arrival, bridge = told(PHONE, MAIL), treatment_named("bridge")

    at_once = score_arrival(arrival, bridge, at=now, now=now)
    late = score_arrival(arrival, bridge, at=now - timedelta(days=8), now=now)

    assert (at_once.points, at_once.temperature, at_once.version) == (74, "hot", 1)
    assert (late.points, late.temperature) == (54, "warm")
