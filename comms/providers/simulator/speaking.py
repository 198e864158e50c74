"""A patient says something to a clinic, by whichever way."""

import secrets
from typing import Any

from comms.providers.simulator import graph_hooks, mailboxes, twilio_hooks
from comms.providers.simulator.lines import Line
from comms.providers.simulator.world import Patient, World, Written

STOP = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit"}
START = {"start", "unstop", "yes"}


def speak(world: World, line: Line, patient: Patient, channel: str, text: str, **more: Any) -> Written:
    """`more`: subject and reply_to of a mail; kind, mime and file of a WhatsApp file; a referral of an ad."""
    written = Written(line.slug, channel, "in", text, _id(channel, patient), subject=more.get("subject", ""))
    written.file = more.pop("file", "")
    with world.turn:
        patient.wrote.append(written)
    if channel == "whatsapp":
        more = {name: value for name, value in more.items() if name in {"kind", "mime", "referral"}}
        graph_hooks.tell_message(world, line, patient, written, **more)
    elif channel == "sms":
        _mind_the_stop(patient, line, text)
        twilio_hooks.tell_message(world, line, patient, written)
    else:
        mailboxes.post(world, line, patient, written, reply_to=more.get("reply_to", ""))
    return written


def answer_by_themselves(world: World, line: Line, patient: Patient, to: Written) -> None:
    """The next thing that this patient has to say, on the same channel."""
    text = world.next_answer(patient)
    if text:
        subject = f"Re: {to.subject}" if to.subject else ""
        speak(world, line, patient, to.channel, text, subject=subject, reply_to=to.id)


def _mind_the_stop(patient: Patient, line: Line, text: str) -> None:
    """Twilio blocks by itself whoever says stop (INTEGRATIONS 5.2)."""
    word = text.strip().lower()
    if word in STOP:
        patient.stopped.add(line.slug)
    elif word in START:
        patient.stopped.discard(line.slug)


def _id(channel: str, patient: Patient) -> str:
    if channel == "whatsapp":
        return f"wamid.{secrets.token_hex(16).upper()}"
    if channel == "sms":
        return f"SM{secrets.token_hex(16)}"
    return f"<{secrets.token_hex(12)}@{(patient.email or 'x@example.com').rpartition('@')[2]}>"
