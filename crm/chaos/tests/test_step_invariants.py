"""The count of what sequences did can fail: each thing that may be broken is told, and a whole run is not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crm.chaos.facts import Done, Facts, Follower, Sent, Stop
from crm.chaos.step_invariants import STEP_INVARIANTS

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OAK, PHONE, OTHER = "CANARY-oak", "+447700900201", "+447700900202"
FIRST = Sent(OAK, "s1", "read", f"{OAK} step 0", "sms", PHONE, begun_at=NOW, is_of_batch=True)
NEXT = Sent(OAK, "s2", "cancelled", f"{OAK} step 1", "sms", PHONE, begun_at=NOW, is_of_batch=True)
ELSE = Sent(OAK, "s3", "unknown", f"{OAK} step 0", "sms", OTHER, begun_at=NOW, is_of_batch=True)
STEPS = (
    Done(OAK, 1, "k0", "message", "s1"),
    Done(OAK, 1, "k1", "message", "s2"),
    Done(OAK, 2, "k0", "message", "s3"),
    Done(OAK, 2, "k1", "skipped"),
)
STOPPED, FINISHED = Follower(OAK, PHONE, "stopped", has_spoken=True), Follower(OAK, OTHER, "finished")
LATER = NOW + timedelta(seconds=1)
WHOLE = Facts(
    clinics=(OAK,), written=frozenset(), messages=(FIRST, NEXT, ELSE), taken=(), answered=frozenset(),
    told_of=frozenset(), spoken=frozenset(), heard=(), events=(), stops=(), unfinished=(), most_unknown=1, least=0,
    steps=STEPS, followers=(STOPPED, FINISHED), answers=(Stop(OAK, "sms", PHONE, NOW),), least_steps=3,
)  # fmt: skip

BROKEN = {
    "twice in the ledger": ({"steps": (*STEPS, STEPS[0])}, "stands in the ledger 2 times"),
    "written twice": ({"messages": (FIRST, NEXT, replace(ELSE, address=PHONE))}, "was written to +447700900201 2"),
    "no message": ({"messages": (FIRST, NEXT)}, "names the message s3, which is not there"),
    "no ledger": ({"steps": STEPS[1:]}, "s1 is of a sequence and in no ledger"),
    "after their answer": ({"messages": (replace(FIRST, begun_at=LATER), NEXT, ELSE)}, "s1 was claimed at"),
    "unknown after it": (
        {"messages": (FIRST, replace(NEXT, state="unknown", begun_at=LATER), ELSE)}, "s2 was claimed at",
    ),
    "at night": ({"messages": (FIRST, replace(NEXT, text=f"{OAK} asleep 0"), ELSE)}, "its hours are shut"),
    "forgotten": ({"followers": (STOPPED, replace(FINISHED, state="active"))}, "is still under way"),
    "stopped for nothing": ({"followers": (STOPPED, replace(FINISHED, state="stopped"))}, "had said nothing"),
    "nothing happened": ({"least_steps": 4}, "only 3 steps"),
    "nobody answered": ({"followers": (FINISHED,)}, "nobody's answer stopped a sequence"),
}  # fmt: skip


def told(facts):
    return [sentence for ask in STEP_INVARIANTS for sentence in ask(facts)]


def test_a_whole_run_is_whole():
    assert told(WHOLE) == []


@pytest.mark.parametrize(("changed", "said"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_told(changed, said):
    assert any(said in sentence for sentence in told(replace(WHOLE, **changed)))
