"""Language, shift, open leads, turn: who gets a new lead, and why (F:T9)."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from leads.services.sharing.choosing import Candidate, choose

LANGUAGES = ["it", "de", "en", "tr"]
THEN = datetime(2026, 6, 1, 9, tzinfo=UTC)


def candidate(pk, languages=("it",), *, is_on=True, load=0, **more):
    return Candidate(pk, f"Agent {pk}", frozenset(languages), is_on, load, **more)


@st.composite
def teams(draw):
    """Five people."""
    return [
        candidate(
            pk,
            draw(st.sets(st.sampled_from(LANGUAGES))),
            is_on=draw(st.booleans()),
            load=draw(st.integers(0, 9)),
            capacity=draw(st.none() | st.integers(0, 9)),
        )
        for pk in range(1, 6)
    ]


def run(people, arrivals):
    """Each arrival is somebody's language; the loads they end with."""
    loads, turns = {one.pk: one.load for one in people}, dict.fromkeys(one.pk for one in people)
    for number, language in enumerate(arrivals):
        now = [
            candidate(
                one.pk, one.languages, is_on=one.is_on, load=loads[one.pk], capacity=one.capacity,
                given_at=turns[one.pk],
            )
            for one in people
        ]  # fmt: skip
        to = choose(now, language=language).to
        if to is not None:
            loads[to] += 1
            turns[to] = THEN + timedelta(seconds=number)
    return loads


def test_a_thousand_arrivals_leave_five_agents_with_as_many_leads_each():
    loads = run([candidate(pk, LANGUAGES) for pk in range(1, 6)], LANGUAGES * 250)

    assert set(loads.values()) == {200}


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([*LANGUAGES, ""]), min_size=1000, max_size=1000), st.integers(1, 5))
def test_whatever_arrives_the_loads_of_those_who_speak_it_all_differ_by_one_at_most(arrivals, number):
    loads = run([candidate(pk, LANGUAGES) for pk in range(1, number + 1)], arrivals).values()

    assert max(loads) - min(loads) <= 1
    assert sum(loads) == 1000


@given(teams(), st.sampled_from([*LANGUAGES, ""]))
def test_nobody_gets_a_language_he_lacks_while_somebody_on_shift_has_it(people, language):
    decision = choose(people, language=language)

    chosen = next((one for one in people if one.pk == decision.to), None)
    speakers = [one for one in people if one.is_on and (not language or language in one.languages)]
    free = [one for one in speakers if not one.is_full]
    assert chosen in free if free else chosen is None or not speakers


@given(teams(), st.sampled_from(LANGUAGES))
def test_who_is_off_shift_or_full_gets_nothing_and_is_told_of(people, language):
    decision = choose(people, language=language)

    chosen = next((one for one in people if one.pk == decision.to), None)
    assert chosen is None or (chosen.is_on and not chosen.is_full)
    assert chosen or not any(one.is_on and not one.is_full and language in one.languages for one in people)
    off = {one.name for one in people if not one.is_on}
    assert {one["who"] for one in decision.why["skipped"] if one["why"] == "off"} == off


@given(teams(), st.sampled_from([*LANGUAGES, ""]), st.randoms(use_true_random=False))
def test_the_order_in_which_people_are_asked_decides_nothing(people, language, draw):
    shuffled = draw.sample(people, len(people))

    assert choose(shuffled, language=language).to == choose(people, language=language).to


def test_the_fewest_open_leads_come_before_the_turn():
    people = [candidate(1, load=3, given_at=THEN - timedelta(days=9)), candidate(2, load=2, given_at=THEN)]

    decision = choose(people, language="it")

    assert (decision.to, decision.why["reasons"]) == (2, ["speaks", "load"])


def test_between_two_with_as_many_it_is_the_turn_of_who_waited_longer():
    people = [candidate(1, given_at=THEN), candidate(2, given_at=THEN - timedelta(minutes=1))]

    decision = choose(people, language="it")

    assert (decision.to, decision.why["reasons"]) == (2, ["speaks", "turn"])


def test_when_nobody_there_speaks_it_somebody_answers_all_the_same():
    decision = choose([candidate(1, ["de"])], language="sq")

    assert (decision.to, decision.why["reasons"]) == (1, ["nobody_speaks", "only"])


def test_when_all_who_speak_it_are_full_the_lead_waits():
    decision = choose([candidate(1, ["it"], load=2, capacity=2), candidate(2, ["de"])], language="it")

    assert (decision.to, decision.why["reasons"]) == (None, ["full"])


def test_with_nobody_on_shift_the_lead_waits():
    decision = choose([candidate(1, is_on=False)], language="it")

    assert (decision.to, decision.why["reasons"]) == (None, ["off"])
