"""Calls as they go on: who rings, who answers, and what Twilio tells us of each step (INTEGRATIONS 5.1, 5.2)."""

import secrets
import time
from dataclasses import dataclass, field
from email.utils import formatdate
from xml.etree import ElementTree

from comms.providers.simulator.lines import Line
from comms.providers.simulator.twilio_hooks import say
from comms.providers.simulator.world import Patient, World, Written

MOST, RINGS, LONGEST = 100, 25, 60  # calls that are remembered; seconds, as a rule and at most
STEPS = {"queued": 0, "ringing": 1, "in-progress": 2, "completed": 3, "no-answer": 3, "busy": 3}
EVENTS = {"ringing": "ringing", "in-progress": "answered"}  # the others are told as "completed"


@dataclass
class Call:
    """One leg. `other` is the one it belongs to, `told` where its steps go, `plan` the <Dial> it comes from."""

    line: Line
    caller: str
    called: str
    direction: str
    told: str = ""
    events: set[str] = field(default_factory=set)
    other: "Call | None" = None
    plan: ElementTree.Element | None = None
    sid: str = field(default_factory=lambda: f"CA{secrets.token_hex(16)}")
    state: str = "queued"
    number: int = 0
    answered_at: float = 0
    written: Written | None = None


def ring_agent(world: World, call: Call, twiml: str) -> None:
    """A call that we ordered: our own person answers, then the patient rings."""
    world.host.later(0.3, lambda: _go(world, call, "ringing"))
    world.host.later(1.0, lambda: _agent_answers(world, call, twiml))


def _agent_answers(world: World, call: Call, twiml: str) -> None:
    _go(world, call, "in-progress")
    dial = _dial(twiml)
    leg = dial.find("Number") if dial is not None else None
    if leg is None:
        return _go(world, call, "completed")
    caller, called = dial.get("callerId", call.caller), (leg.text or "").strip()
    child = Call(call.line, caller, called, "outbound-dial", other=call)
    child.told, child.plan = leg.get("statusCallback", ""), dial
    child.events = set(leg.get("statusCallbackEvent", "").split())
    patient = world.somebody("phone", child.called)
    _ring(world, child, patient)
    return world.host.later(RINGS, lambda: end(world, patient, "no-answer"))


def ring_clinic(world: World, line: Line, patient: Patient) -> None:
    """The patient calls; what the clinic wants done comes as TwiML."""
    call = Call(line, patient.phone, line.number, "inbound", told=line.voice_url)
    _ring(world, call, patient)
    say(world, line, line.voice_url, _about(call), route="voice", then=lambda body: _do(world, patient, call, body))
    world.host.later(LONGEST, lambda: end(world, patient, "no-answer"))


def _do(world: World, patient: Patient, call: Call, body: bytes) -> None:
    for said in _root(body).iter("Say"):
        _write(world, call, patient, said.text or "")
    call.plan = _dial(body.decode("utf-8", "replace"))
    if call.plan is None:
        return end(world, patient, "completed")
    return world.host.later(float(call.plan.get("timeout", RINGS)), lambda: end(world, patient, "no-answer"))


def pick_up(world: World, patient: Patient) -> None:
    """The patient does, or somebody at the clinic whom the patient has called."""
    call = world.calls.get(patient.key)
    if call and call.state == "ringing":
        _go(world, call, "in-progress")


def end(world: World, patient: Patient, state: str) -> None:
    """Hang up, or let it ring out: "no-answer" ends only what nobody has answered."""
    call = world.calls.get(patient.key)
    if call is None or STEPS[call.state] == 3 or (state != "completed" and call.state == "in-progress"):
        return
    was_answered = call.answered_at > 0
    state = "completed" if was_answered else ("no-answer" if state == "completed" else state)
    _dial_ended(world, patient, call, state)
    _go(world, call, state if call.direction != "inbound" else "completed")
    if call.other:
        _go(world, call.other, "completed")
    if was_answered and call.plan is not None and call.plan.get("recordingStatusCallback"):
        _tell_recording(world, call)


def _dial_ended(world: World, patient: Patient, call: Call, state: str) -> None:
    action = call.plan.get("action") if call.plan is not None and call.direction == "inbound" else None
    if action:
        about = _about(call) | {"DialCallStatus": state, "DialCallDuration": str(_seconds(call))}
        say(
            world, call.line, action, about, route="dial", then=lambda body: _last_words(world, patient, call, body)
        )


def _last_words(world: World, patient: Patient, call: Call, body: bytes) -> None:
    for said in _root(body).iter("Say"):
        _write(world, call, patient, said.text or "")


def _ring(world: World, call: Call, patient: Patient) -> None:
    known = world.calls
    known[patient.key] = call
    known.move_to_end(patient.key)
    while len(known) > MOST:
        known.popitem(last=False)
    way = "in" if call.direction == "inbound" else "out"
    call.written = Written(call.line.slug, "call", way, "", call.sid)
    world.came(patient, call.written)
    _go(world, call, "ringing")


def _write(world: World, call: Call, patient: Patient, text: str) -> None:
    world.came(patient, Written(call.line.slug, "call", "out", text, call.sid))


def _go(world: World, call: Call, state: str) -> None:
    """Forward only; told where somebody wants to hear it, numbered in their order."""
    if STEPS[state] <= STEPS[call.state]:
        return
    call.state = state
    if state == "in-progress":
        call.answered_at = time.time()
    if call.written:
        call.written.state = f"{state} {_seconds(call)} s" if state == "completed" else state
    wanted = EVENTS.get(state, "completed") in call.events
    if wanted or (call.direction == "inbound" and STEPS[state] == 3):
        call.number += 1
        more = {"SequenceNumber": str(call.number), "CallbackSource": "call-progress-events"}
        if STEPS[state] == 3:
            more["CallDuration"] = str(_seconds(call))
        say(world, call.line, call.told, _about(call) | more, route=f"call.{state}")


def _tell_recording(world: World, call: Call) -> None:
    sid = f"RE{secrets.token_hex(16)}"
    about = {"RecordingSid": sid, "RecordingStatus": "completed", "RecordingDuration": str(_seconds(call))}
    url = f"{world.host.url}/2010-04-01/Accounts/{call.line.account_sid}/Recordings/{sid}"
    about |= {"CallSid": call.sid, "RecordingUrl": url, "RecordingChannels": "2", "ErrorCode": "0"}
    say(world, call.line, call.plan.get("recordingStatusCallback", ""), about, route="recording")


def _about(call: Call) -> dict[str, str]:
    people = {"From": call.caller, "To": call.called, "Caller": call.caller, "Called": call.called}
    more = {"ParentCallSid": call.other.sid} if call.other else {}
    told = {"CallSid": call.sid, "CallStatus": call.state, "Direction": call.direction, "Timestamp": formatdate()}
    return {**people, **told, **more}


def _seconds(call: Call) -> int:
    return int(time.time() - call.answered_at) if call.answered_at else 0


def _dial(twiml: str) -> ElementTree.Element | None:
    return _root(twiml.encode()).find("Dial")


def _root(body: bytes) -> ElementTree.Element:
    """Of our own product, on this machine: nobody else's XML is read."""
    try:
        return ElementTree.fromstring(body)  # noqa: S314
    except ElementTree.ParseError:
        return ElementTree.Element("Response")
