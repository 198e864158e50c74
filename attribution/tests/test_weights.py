"""Five models, one whole (F:M4): the golden table, and what holds for any touches."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.models.credit import MODELS, WHOLE
from attribution.services.weights import shares

BEGAN = datetime(2026, 11, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def of(*days):
    """The parts of touches on these days, the first day's key 1 and so on: by model."""
    parts = shares([(BEGAN + day * DAY, key) for key, day in enumerate(days, 1)])
    return {model: [parts[key][place] for key in sorted(parts)] for place, model in enumerate(MODELS)}


def test_four_touches_by_five_models():
    assert of(0, 7, 14, 21) == {
        "first": [10000, 0, 0, 0],
        "last": [0, 0, 0, 10000],
        "linear": [2500, 2500, 2500, 2500],
        "position": [4000, 1000, 1000, 4000],
        "decay": [667, 1333, 2667, 5333],
    }


def test_one_touch_has_all_of_it():
    assert of(3) == {model: [10000] for model in MODELS}


def test_two_touches_are_both_ends():
    assert of(0, 7) == {
        "first": [10000, 0],
        "last": [0, 10000],
        "linear": [5000, 5000],
        "position": [5000, 5000],
        "decay": [3333, 6667],
    }


def test_three_touches_leave_a_fifth_for_the_middle_and_what_rounding_leaves_to_the_first():
    assert of(0, 7, 14)["linear"] == [3334, 3333, 3333]
    assert of(0, 7, 14)["position"] == [4000, 2000, 4000]


def test_touches_of_one_instant_come_in_the_order_of_their_keys():
    assert of(0, 0, 0, 0) == {
        "first": [10000, 0, 0, 0],
        "last": [0, 0, 0, 10000],
        "linear": [2500, 2500, 2500, 2500],
        "position": [4000, 1000, 1000, 4000],
        "decay": [2500, 2500, 2500, 2500],
    }


def test_nothing_of_nothing():
    assert shares([]) == {}


@pytest.mark.parametrize("years", [1, 40])
def test_a_touch_of_long_ago_has_nothing_left_and_breaks_nothing(years):
    assert of(0, 365 * years)["decay"] == [0, 10000]


MOMENTS = st.lists(
    st.tuples(st.integers(0, 4000), st.integers(1, 10**9)), min_size=1, max_size=60, unique_by=lambda one: one[1]
)


@given(MOMENTS, st.randoms())
def test_parts_are_a_whole_whatever_the_touches_and_whatever_order_they_come_in(moments, order):
    told = [(BEGAN + timedelta(hours=hours), key) for hours, key in moments]

    parts = shares(told)
    order.shuffle(told)

    assert shares(told) == parts
    assert parts.keys() == {key for _at, key in told}
    for place in range(len(MODELS)):
        assert sum(one[place] for one in parts.values()) == WHOLE
        assert all(0 <= one[place] <= WHOLE for one in parts.values())


@given(MOMENTS)
def test_by_decay_a_later_touch_never_has_less_than_an_earlier_one_but_for_rounding(moments):
    parts = shares([(BEGAN + timedelta(hours=hours), key) for hours, key in moments])
    in_order = [parts[key][-1] for _hours, key in sorted(moments)]

    assert all(later >= earlier - 1 for earlier, later in pairwise(in_order))
