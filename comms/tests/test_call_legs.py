"""What becomes of a call, of news in any order (H:W3). Pure."""

from functools import reduce
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.models import Call
from comms.services.calls.legs import STEPS, further, state_of

State = Call.State
steps = st.sampled_from(sorted(STEPS))


@given(one=steps, two=steps, three=steps)
def test_a_leg_is_as_far_whatever_is_heard_first_and_however_often(one, two, three):
    every = {reduce(further, order, "") for order in permutations((one, two, three, one))}

    assert len(every) == 1


@given(known=steps, heard=steps)
def test_a_leg_never_goes_back(known, heard):
    assert STEPS[further(known, heard)] >= STEPS[known]


def test_what_nobody_knows_is_no_step():
    assert further("ringing", "teleported") == "ringing"


@pytest.mark.parametrize(
    ("ours", "theirs", "state"),
    [
        ("", "", State.PLANNED),
        ("ringing", "", State.RINGING),
        ("in-progress", "ringing", State.RINGING),
        ("in-progress", "in-progress", State.TALKING),
        ("in-progress", "completed", State.ENDED),
        ("completed", "in-progress", State.ENDED),
        ("completed", "no-answer", State.NO_ANSWER),
        ("completed", "busy", State.BUSY),
        ("completed", "failed", State.FAILED),
        ("completed", "", State.NO_ANSWER),
        ("no-answer", "", State.FAILED),
        ("busy", "", State.FAILED),
    ],
)
def test_of_a_call_of_ours_the_patients_leg_decides_once_our_own_was_answered(ours, theirs, state):
    assert state_of(is_out=True, ours=ours, theirs=theirs) == state


@pytest.mark.parametrize(
    ("theirs", "ours", "state"),
    [
        ("ringing", "", State.RINGING),
        ("in-progress", "ringing", State.RINGING),
        ("in-progress", "in-progress", State.TALKING),
        ("completed", "in-progress", State.ENDED),
        ("completed", "completed", State.ENDED),
        ("completed", "no-answer", State.NO_ANSWER),
        ("completed", "", State.NO_ANSWER),
        ("no-answer", "", State.NO_ANSWER),
    ],
)
def test_of_a_call_of_theirs_it_is_missed_unless_one_of_ours_answered(theirs, ours, state):
    assert state_of(is_out=False, ours=ours, theirs=theirs) == state
