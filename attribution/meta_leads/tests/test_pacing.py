"""When Meta may be asked again, and what becomes of whoever was refused; pure."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.meta_leads.services.pacing import EVERY, LONGEST, every, rest_after, rest_after_refusal
from attribution.meta_leads.services.standing import Fate, State, after_refusal, of_lead
from attribution.providers.meta_leads.base import MetaRefused, Pace, Trouble

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TROUBLES = st.sampled_from(list(Trouble))
MEND = {Trouble.DEAD_TOKEN, Trouble.PERMISSION, Trouble.PROOF}


def minutes(number):
    return timedelta(minutes=number)


def standing(trouble, failures=0, *, was_told=False, **more):
    return after_refusal(MetaRefused(trouble, **more), failures=failures, was_told=was_told, chance=0)


def fate(trouble, attempts=1, *, late=timedelta(), **more):
    refused = MetaRefused(trouble, **more)
    return of_lead(refused, attempts=attempts, first_at=NOW - late, now=NOW, chance=0)


@pytest.mark.parametrize(
    ("percent", "rest"), [(0, 0), (69, 0), (70, 15), (85, 30), (95, 60), (250, 60)], ids=lambda one: str(one)
)
def test_the_nearer_the_limit_the_longer_the_rest(percent, rest):
    assert rest_after(Pace(percent=percent)) == minutes(rest)
    assert rest_after(Pace(app_percent=percent)) == minutes(rest)


def test_what_meta_says_itself_is_obeyed():
    assert rest_after(Pace(wait_seconds=1140)) == minutes(19)
    assert rest_after_refusal(MetaRefused(Trouble.THROTTLED, code="80005", wait=5400), 1, chance=0) == minutes(90)


def test_rests_double_and_end():
    waits = [rest_after_refusal(MetaRefused(Trouble.TRANSIENT), failures, chance=0) for failures in range(1, 8)]

    assert waits == [minutes(number) for number in (1, 2, 4, 8, 16, 30, 30)]


@given(TROUBLES, st.integers(0, 10**6), st.none() | st.floats(0, 10**9), st.floats(0, 1))
def test_a_rest_is_never_less_than_asked_for_and_never_over_a_day(trouble, failures, wait, chance):
    rest = rest_after_refusal(MetaRefused(trouble, wait=wait), failures, chance=chance)

    assert timedelta() < rest <= LONGEST
    assert rest >= min(timedelta(seconds=wait or 0), LONGEST)


def test_a_page_of_many_forms_and_few_leads_is_asked_less_often():
    assert every(1, 0) == EVERY
    assert every(4, 1) == EVERY
    assert every(30, 1) == 8 * EVERY
    assert every(30, 100) == EVERY


@given(st.integers(0, 500), st.integers(0, 5000))
def test_looking_takes_a_quarter_of_what_a_page_is_allowed(forms, leads):
    a_day = forms * timedelta(days=1) / every(forms, leads)

    assert a_day <= 200 * 24 * max(leads, 1) / 4 + 1


@pytest.mark.parametrize("trouble", sorted(MEND))
def test_what_only_people_can_mend_breaks_the_connection_at_once_and_is_told_once(trouble):
    first, again = standing(trouble), standing(trouble, 1, was_told=True)

    assert (first.state, first.rest, first.is_red, first.tells) == (State.BROKEN, None, True, True)
    assert (again.state, again.tells) == (State.BROKEN, False)


def test_what_passes_is_red_and_told_after_three_times_in_a_row():
    told = [standing(Trouble.TRANSIENT, failures) for failures in range(3)]

    assert [one.is_red for one in told] == [False, False, True]
    assert [one.tells for one in told] == [False, False, True]
    assert {one.state for one in told} == {State.RESTING}
    assert not standing(Trouble.TRANSIENT, 9, was_told=True).tells


def test_a_limit_is_nobodys_fault_and_only_the_apps_own_is_everybodys():
    assert not standing(Trouble.THROTTLED, 9, code="80005").is_red
    assert not standing(Trouble.THROTTLED, code="80005").is_of_whole_app
    assert standing(Trouble.THROTTLED, code="4").is_of_whole_app


def test_one_missing_lead_says_nothing_about_its_connection():
    assert (standing(Trouble.MISSING, 2).state, standing(Trouble.MISSING, 2).failures) == (State.OK, 2)


def test_a_missing_lead_is_asked_for_a_few_times_within_an_hour_and_then_shown_as_unfetched():
    told = [fate(Trouble.MISSING, attempts) for attempts in range(1, 7)]

    assert [one.fate for one in told] == [Fate.AGAIN] * 5 + [Fate.UNFETCHED]
    assert sum((one.after for one in told), timedelta()) <= timedelta(hours=1)
    assert fate(Trouble.MISSING, 2, late=timedelta(hours=1)).fate is Fate.UNFETCHED


@pytest.mark.parametrize("trouble", sorted(MEND))
def test_a_lead_waits_for_its_connection(trouble):
    assert fate(trouble, 50, late=timedelta(days=9)).fate is Fate.WAITS


def test_what_passes_is_waited_for_longer():
    assert fate(Trouble.THROTTLED, 20, late=timedelta(days=2)).fate is Fate.AGAIN
    assert fate(Trouble.TRANSIENT, 99, late=timedelta(days=3)).fate is Fate.UNFETCHED


@given(TROUBLES, st.integers(0, 10**6), st.floats(0, 1))
def test_no_lead_is_asked_for_at_once_again_or_for_ever(trouble, attempts, chance):
    refused = MetaRefused(trouble)
    soon = of_lead(refused, attempts=attempts, first_at=NOW, now=NOW, chance=chance)
    late = of_lead(refused, attempts=attempts, first_at=NOW - timedelta(days=4), now=NOW, chance=chance)

    assert soon.fate is not Fate.AGAIN or soon.after >= timedelta(minutes=1)
    assert late.fate is not Fate.AGAIN
