"""The search of leads, word for word as people type it (F:W2)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.models import Lead
from leads.tests.factories import arrive, make_lead, reach
from tenants.context import clinic_context


def found(clinic, text: str) -> list[str]:
    with clinic_context(clinic):
        return [lead.full_name for lead in Lead.objects.matching(text).prefetch_related("identities")]


@pytest.fixture
def gezim(clinic):
    lead = make_lead(clinic, "Gëzim", "Rossi-Marku", company="Tirana Teeth", city="Durrës")
    reach(clinic, lead, "phone", "+39333111222", typed="0333 111222")
    reach(clinic, lead, "email", "gez.studio@example.com")
    make_lead(clinic, "Heike", "Brandt")
    return lead


@pytest.mark.parametrize(
    "typed",
    ["0333 111", "333111", "+39 333", "0039 333 111", "(0333) 111-222",
     "+39 0333 111", "0039 0333 111222", "111222", "rossi mar", "exam", "Gezim",
     "Gëzim", "GEZIM", "gez.studio@example.com", "studio@exam", "durres", "tirana te", "marku", "rossi 333"],
)  # fmt: skip
def test_a_lead_is_found_by_what_people_remember(clinic, gezim, typed):
    assert found(clinic, typed) == ["Gëzim Rossi-Marku"]


@pytest.mark.parametrize(
    "typed", ["ezim", "rossi heike", "334", "+49 0333 111", "0000", "other@example.com", "%", "!", "#0"]
)
def test_and_by_nothing_else(clinic, gezim, typed):
    assert found(clinic, typed) == []


def test_a_lead_is_found_by_its_number(clinic, gezim):
    assert found(clinic, f"#{gezim.pk}") == ["Gëzim Rossi-Marku"]
    assert "Gëzim Rossi-Marku" in found(clinic, str(gezim.pk))


def test_a_lead_is_found_by_the_number_that_its_sender_was_told(clinic, gezim):
    arrival = arrive(clinic, gezim)

    assert found(clinic, f" {arrival.submission} ") == ["Gëzim Rossi-Marku"]


def test_nothing_typed_narrows_nothing(clinic, gezim):
    assert len(found(clinic, "  ")) == 2


def test_the_neighbours_are_not_found(clinic, other_clinic, gezim):
    make_lead(other_clinic, "Gëzim", "Neighbour")

    assert found(clinic, "gezim") == ["Gëzim Rossi-Marku"]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=40) | st.sampled_from(["'", "a' | 'b", "\\", "a:*b", "a & !b", "<->", "9" * 30]))
def test_whatever_is_typed_is_a_question_and_no_operator(clinic, typed):
    with clinic_context(clinic):
        assert Lead.objects.matching(typed.replace("\x00", "")).count() == 0
