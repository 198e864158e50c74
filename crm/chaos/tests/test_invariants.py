"""The count after a run can fail: each thing that may be broken is told, and a whole run is not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crm.chaos.facts import Event, Facts, Sent, Stop, Taken
from crm.chaos.invariants import SHOWN, broken

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OAK, ELM = "CANARY-oak", "CANARY-elm"
PHONE = "+447700900001"

READ = Sent(OAK, "r1", "read", f"{OAK} 1", accepts=1, tries=1)
LOST = Sent(OAK, "r2", "unknown", f"{OAK} 2")
REFUSED = Sent(OAK, "r3", "failed", f"{OAK} 3", address=PHONE, code="stopped", begun_at=NOW + timedelta(seconds=1))
CONFIRMED = Sent(
    OAK, "r4", "accepted", "You will hear no more", address=PHONE, begun_at=NOW + timedelta(seconds=2),
    is_last_word=True,
)  # fmt: skip
THEIRS = Sent(ELM, "r5", "delivered", f"{ELM} 1", address=PHONE, begun_at=NOW + timedelta(seconds=3))
HELLO = Event(OAK, "whatsapp", "message:w1", "done", f"{OAK} Hello")

WHOLE = Facts(
    clinics=(OAK, ELM),
    written=frozenset({(OAK, "r1"), (OAK, "r2"), (OAK, "r3"), (ELM, "r5")}),
    messages=(READ, LOST, REFUSED, CONFIRMED, THEIRS),
    taken=(Taken(OAK, "r1"), Taken(OAK, "r2"), Taken(OAK, "r4"), Taken(ELM, "r5", f"{ELM} 1")),
    answered=frozenset({(OAK, "whatsapp", "message:w1")}),
    told_of=frozenset({"r1"}),
    spoken=frozenset({(OAK, "w1")}),
    heard=((OAK, "w1"),),
    events=(HELLO,),
    stops=(Stop(OAK, "whatsapp", PHONE, NOW),),
    unfinished=(),
    most_unknown=1,
    least=1,
)


def message(was, **changed):
    return {"messages": tuple(replace(one, **changed) if one is was else one for one in WHOLE.messages)}


BROKEN = {
    "lost": ({"written": WHOLE.written | {(OAK, "r9")}}, "r9 was written and is there 0 times"),
    "written twice": ({"messages": (*WHOLE.messages, READ)}, "r1 was written and is there 2 times"),
    "written in the other clinic": ({"written": WHOLE.written | {(ELM, "r1")}}, "is there 0 times"),
    "waits": (message(READ, state="queued"), "still queued"),
    "in mid-call for ever": (message(READ, state="claimed"), "still claimed"),
    "sent twice": ({"taken": (*WHOLE.taken, Taken(OAK, "r1"))}, "accepted 2 times"),
    "called sent": ({"taken": WHOLE.taken[1:]}, "called read and was never accepted"),
    "called failed": (message(READ, state="failed", code="1"), "called failed (1) and was accepted"),
    "taken back after it left": (message(READ, state="cancelled"), "called cancelled"),
    "two yes": (message(READ, accepts=2), "2 attempts that were accepted"),
    "too much unknown": ({"most_unknown": 0}, "1 are unknown, and the blows explain 0"),
    "not believed": ({"told_of": frozenset({"r2"})}, "unknown though we answered a status"),
    "by the other's account": ({"taken": (*WHOLE.taken[:3], Taken(OAK, "r5"))}, f"left by {OAK}'s account"),
    "nobody's": ({"taken": (*WHOLE.taken, Taken(OAK, "r9"))}, "r9 of None"),
    "their text": (message(READ, text=f"{ELM} 1"), f"{OAK} holds a text of {ELM}"),
    "their event": ({"events": (replace(HELLO, text=f"{ELM} Hello"),)}, f"{OAK} holds a text of {ELM}"),
    "answered and forgotten": (
        {"answered": WHOLE.answered | {(ELM, "twilio", "message:S")}}, "was answered and is there 0",
    ),
    "kept twice": ({"events": (HELLO, HELLO)}, "was answered and is there 2 times"),
    "unread": ({"events": (replace(HELLO, state="dead"),)}, "message:w1 is dead"),
    "a patient unheard": ({"heard": ()}, "written by a patient and is there 0"),
    "a patient heard twice": ({"heard": WHOLE.heard * 2}, "written by a patient and is there 2"),
    "after their stop": (
        message(READ, address=PHONE, begun_at=NOW + timedelta(milliseconds=1)), "and STOP known at",
    ),
    "unknown after their stop": (message(LOST, address=PHONE, begun_at=NOW + timedelta(hours=1)), "STOP known at"),
    "left lying": ({"unfinished": ((OAK, "a job waits"),)}, "a job waits"),
    "nothing happened": ({"least": 2}, f"only 1 messages of {ELM}"),
    "nobody stopped": ({"stops": ()}, "nobody's STOP"),
    "a stop of nobody": ({"stops": (Stop(OAK, "whatsapp", "+447700900999", NOW),)}, "nobody's STOP"),
}  # fmt: skip


def test_a_whole_run_is_whole():
    assert broken(WHOLE) == []


@pytest.mark.parametrize(("changed", "said"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_told(changed, said):
    assert any(said in sentence for sentence in broken(replace(WHOLE, **changed)))


def test_a_claim_before_the_stop_is_none_of_its_business():
    assert broken(replace(WHOLE, **message(READ, address=PHONE, begun_at=NOW))) == []


def test_of_many_alike_a_few_are_told_and_the_rest_is_counted():
    many = replace(WHOLE, unfinished=((OAK, "a job waits"),) * (SHOWN + 3))

    assert broken(many) == [f"{OAK}: a job waits"] * SHOWN + ["... and 3 more like that"]
