"""A day with webhooks lost and doubled and tokens that end: every lead is there once (H:W2, W7); pure."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from attribution.meta_leads.tests.day import lived


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 120), st.integers(0, 4), st.floats(0, 0.3))
def test_whatever_goes_wrong_on_a_day_every_lead_is_there_once(seed, leads, ends, wrong):
    day = lived(seed, leads=leads, ends=ends, wrong=wrong)

    assert day.ours.entered == Counter({str(number): 1 for number in range(leads)})
    assert day.ours.wanted == {}
    assert day.ours.unfetched == set()


def test_a_dead_token_is_asked_with_once_and_told_of_once():
    for seed in range(12):
        day = lived(seed, ends=1, wrong=0)

        assert day.meta.asked_dead <= 1
        assert day.ours.told == day.meta.asked_dead


def test_without_the_look_what_no_webhook_told_of_stays_away():
    day = lived(7, leads=200, ends=0, wrong=0, polls=False)

    assert day.lost > 5
    assert day.doubled > 3
    assert len(day.ours.entered) == 200 - day.lost
    assert set(day.ours.entered.values()) == {1}
