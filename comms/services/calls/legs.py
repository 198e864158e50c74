"""What news of a call's two legs mean together: the same whatever order they come in, and however often (H:W3)."""

from collections.abc import Mapping

from comms.models import Call

State = Call.State
ANSWERED = {"in-progress", "completed"}
UNANSWERED = ("failed", "canceled", "no-answer", "busy")
# A leg goes up these steps and never down. "completed" is said of a leg that somebody had answered.
STEPS: Mapping[str, int] = {
    "": 0, "queued": 1, "initiated": 2, "ringing": 3,
    **{name: 4 + place for place, name in enumerate(UNANSWERED)},
    "in-progress": 8, "completed": 9,
}  # fmt: skip
_ENDED = {*UNANSWERED, "completed"}
_IN_VAIN = {"busy": State.BUSY, "no-answer": State.NO_ANSWER}


def further(known: str, heard: str) -> str:
    """The one of two that is further; of several colleagues who are rung at once, whoever answered."""
    return max(known, heard if heard in STEPS else "", key=lambda name: STEPS[name])


def state_of(*, is_out: bool, ours: str, theirs: str) -> str:
    """What both legs mean. When we call, our colleague is rung first, and the patient once they have answered."""
    first, second = (ours, theirs) if is_out else (theirs, ours)
    if second == "completed" or (first in _ENDED and second in ANSWERED):
        return State.ENDED
    if second == "in-progress":
        return State.TALKING
    if is_out and second in UNANSWERED:
        return _IN_VAIN.get(second, State.FAILED)
    if first in _ENDED:
        return State.NO_ANSWER if first == "completed" or not is_out else State.FAILED
    return State.RINGING if first or second else State.PLANNED
