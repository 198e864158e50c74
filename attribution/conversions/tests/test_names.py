"""Names that leave the clinic say nothing of a treatment or of health (FEATURES 3.4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.conversions.services.names import LONGEST, STAGES, Refusal, refusal
from crm.lib.words import plain_words
from leads.models.stage import Semantic
from leads.packs.treatments import TREATMENTS

NEUTRAL = ["Accepted Plan", "Completed Plan", "Phase 2, discount (A/B)", "Gold club & friends", "Rezervim"]
OURS = sorted({text for one in TREATMENTS for text in (*one.names.values(), *one.aliases)})
HEALTH = ["Tooth", "Zahnarzt", "Sofortimplantat", "Vollkeramikkrone", "Diş", "dişçi", "Healthy smile"]
HEALTH += ["Tedavi", "Trajtim", "TREATMENT done", "Traitement", "Behandlungsplan", "Chirurgia", "Med. plan"]


@pytest.mark.parametrize("name", [*NEUTRAL, *STAGES.values()])
def test_a_neutral_name_may_leave(name):
    assert refusal(name, ["Smile package"]) is None


def test_every_step_of_a_lead_has_a_neutral_name():
    assert set(STAGES) == set(Semantic.values)


def test_no_treatment_of_the_price_list_may_leave_in_any_language():
    assert [name for name in OURS if refusal(name) is None] == []
    assert [name for name in OURS if refusal(f"Accepted {name.upper()} plan") is None] == []


@pytest.mark.parametrize("name", HEALTH)
def test_no_word_of_health_may_leave(name):
    assert refusal(name) in {Refusal.HEALTH, Refusal.TREATMENT}


@pytest.mark.parametrize("name", ["Hollywood", "hollywood accepted", "HOLLYWOOD-2", "Plan Höllywood"])
def test_nor_may_what_the_clinic_itself_calls_a_treatment(name):
    assert refusal(name) is None

    assert refusal(name, ["Hollywood"]) is Refusal.TREATMENT


def test_a_treatment_of_several_words_is_found_side_by_side_and_written_as_one():
    own = ["New You"]

    assert refusal("Accepted new-you plan", own) is Refusal.TREATMENT
    assert refusal("NewYou", own) is Refusal.TREATMENT
    assert refusal("You are new", own) is None


@pytest.mark.parametrize("name", ["=1+1", "+Plan", "-Plan", "@Plan", "'Plan", "a\nb", "a\tb", "a;b", 'a"b', "a|b"])
def test_a_name_is_no_formula_and_one_line(name):
    assert refusal(name) is Refusal.SIGNS


def test_a_name_is_there_and_not_too_long():
    assert refusal(" ") is Refusal.EMPTY
    assert refusal("a" * LONGEST) is None
    assert refusal("a" * (LONGEST + 1)) is Refusal.TOO_LONG


@given(st.text(max_size=120), st.lists(st.text(max_size=20), max_size=3))
def test_whatever_is_typed_gets_an_answer(name, own):
    assert refusal(name, own) in {None, *Refusal}


@given(st.text(alphabet=st.characters(categories=["L"]), min_size=3, max_size=20))
def test_whatever_a_clinic_calls_a_treatment_is_never_a_name(own):
    if plain_words(own):
        assert refusal(own, [own]) is not None
        assert refusal(f"Step {own}", [own]) is not None
