"""Which text is the better one: against numbers of an independent integration (mpmath 1.3, 30 digits, 2026-11)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comms.sequences.services.judging import LEAST, Arm, chances_of, judge, range_of

GOLDEN = [
    # (sent, replied) of each text; the probability of each to be the best
    ([(94, 21), (91, 27)], [0.129493258, 0.870506742]),
    ([(0, 0), (0, 0)], [0.5, 0.5]),
    ([(100, 20), (100, 20)], [0.5, 0.5]),
    ([(1000, 100), (1000, 130)], [0.0178349339, 0.9821650661]),
    ([(40, 0), (40, 3)], [0.0578996718, 0.9421003282]),
    ([(120, 18), (118, 25), (121, 30)], [0.0141206058, 0.2511067172, 0.734772677]),
]
RANGES = [
    ((94, 21), (0.15117737, 0.31783601)),
    ((91, 27), (0.21267245, 0.39758125)),
    ((0, 0), (0.025, 0.975)),
    ((40, 0), (0.00061731689, 0.086043836)),
    ((1000, 130), (0.11058665, 0.15228619)),
]


@st.composite
def some_arm(draw, most=400):
    sent = draw(st.integers(0, most))
    return Arm(sent, draw(st.integers(0, sent)))


@pytest.mark.parametrize(("arms", "chances"), GOLDEN)
def test_the_probability_to_be_the_best_is_the_one_of_an_independent_integration(arms, chances):
    assert chances_of([Arm(*arm) for arm in arms]) == pytest.approx(chances, abs=1e-7)


@pytest.mark.parametrize(("arm", "expected"), RANGES)
def test_the_range_holds_the_middle_95_percent(arm, expected):
    assert range_of(Arm(*arm)) == pytest.approx(expected, abs=1e-7)


@given(some_arm(), some_arm())
def test_of_two_the_sum_does_not_depend_on_which_is_named_first(one, other):
    first, second = chances_of([one, other])

    assert first + second == pytest.approx(1)
    assert chances_of([other, one]) == pytest.approx([second, first], abs=1e-9)


@given(some_arm(), some_arm(), st.integers(0, 1))
def test_one_more_reply_never_makes_a_text_less_likely_to_be_the_best(one, other, at):
    if one.replied == one.sent:
        return
    better = Arm(one.sent, one.replied + 1)

    assert chances_of([better, other])[0] >= chances_of([one, other])[0] - 1e-9


@settings(max_examples=12)  # three integrals each
@given(st.lists(some_arm(most=60), min_size=3, max_size=4), st.randoms())
def test_of_several_chances_are_shares_of_one_and_follow_their_text(arms, random):
    mixed = random.sample(range(len(arms)), len(arms))

    chances = chances_of(arms)

    assert sum(chances) == pytest.approx(1)
    assert min(chances) >= 0
    assert chances_of([arms[place] for place in mixed]) == pytest.approx([chances[p] for p in mixed], abs=1e-5)


def test_a_third_text_that_nobody_answers_leaves_the_other_two_as_they_were():
    two = chances_of([Arm(94, 21), Arm(91, 27)])
    three = chances_of([Arm(94, 21), Arm(91, 27), Arm(5000, 0)])

    assert three[:2] == pytest.approx(two, abs=1e-6)
    assert three[2] < 1e-9


def test_many_thousand_replies_are_judged_as_few_are():
    assert chances_of([Arm(100_000, 10_000), Arm(100_000, 10_300)]) == pytest.approx(
        [0.01316482, 0.98683518], abs=1e-7
    )


def test_a_lead_below_what_the_clinic_asked_for_is_not_enough_and_says_how_many_more_would_tell():
    said = judge([Arm(94, 21), Arm(91, 27)])

    assert (said.leader, round(100 * said.probability), said.enough, said.more) == (1, 87, False, 210)
    assert judge([Arm(94, 21), Arm(91, 27)], sure=0.85).enough


def test_nothing_is_said_before_each_text_went_to_thirty():
    few, enough = Arm(LEAST - 1, 20), Arm(LEAST, 20)

    assert not judge([few, Arm(200, 2)]).enough
    assert judge([enough, Arm(200, 2)]).enough


def test_equal_texts_are_told_apart_by_no_number_of_sends():
    assert judge([Arm(100, 20), Arm(100, 20)]).more is None
    assert judge([Arm(0, 0), Arm(0, 0)]).more is None


def test_more_replies_than_sends_are_refused():
    with pytest.raises(ValueError, match="part"):
        Arm(3, 4)


@pytest.mark.parametrize("arms", [[(10**6, 10**6)] * 2, [(10**6, 10**6)] * 3, [(10**6, 10**6), (30, 1), (0, 0)]])
def test_texts_that_everybody_answers_are_judged_however_many_they_are(arms):
    said = judge([Arm(*arm) for arm in arms])

    assert sum(said.chances) == pytest.approx(1)
    if len(set(arms)) == 1:
        assert said.chances == pytest.approx([1 / len(arms)] * len(arms), abs=1e-4)
