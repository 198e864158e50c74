"""What Meta posts to us, signed over the very bytes (INTEGRATIONS 4.3)."""

import json
import time
from typing import Any

from comms.providers.simulator.lines import Line
from comms.providers.simulator.world import Patient, World, Written
from crm.lib.signing import meta_signature
from crm.lib.simulating import Hook

TRIES = 6


def say(world: World, line: Line, field: str, value: dict[str, Any], *, after: float = 0, route: str = "") -> None:
    if not line.whatsapp_url:
        return
    change = {"field": field, "value": value}
    whole = {"object": "whatsapp_business_account", "entry": [{"id": line.waba_id, "changes": [change]}]}
    body = json.dumps(whole, ensure_ascii=False).encode()
    signature = meta_signature(body, line.app_secret)
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature}
    world.host.hook(Hook(f"whatsapp.{route or field}", line.whatsapp_url, body, headers, TRIES), after=after)


def tell_status(world: World, line: Line, patient: Patient, written: Written, state: str, *, after: float) -> None:
    """One step of a message of the clinic's; a step back is not told."""

    def now() -> None:
        if not world.moved(written, state):
            return
        status: dict[str, Any] = {"id": written.id, "status": state, "timestamp": _stamp(), **_recipient(patient)}
        if written.reference:
            status["biz_opaque_callback_data"] = written.reference
        say(world, line, "messages", {**_of(line), "statuses": [status]}, route=state)

    world.host.later(after, now)


def tell_message(world: World, line: Line, patient: Patient, written: Written, **more: Any) -> None:
    """What the patient wrote. `more`: a file, a referral."""
    message = {"id": written.id, "timestamp": _stamp(), **_sender(patient)}
    if written.file:
        kind, mime = more.pop("kind"), more.pop("mime")
        about = {"id": written.file, "mime_type": mime} | ({"caption": written.text} if written.text else {})
        message |= {"type": kind, kind: about}
    else:
        message |= {"type": "text", "text": {"body": written.text}}
    contact = {"profile": {"name": patient.name}, "user_id": patient.user_id} if patient.user_id else {}
    contact = contact or {"profile": {"name": patient.name}}
    if patient.username:
        contact["profile"]["username"] = patient.username
    if patient.phone:
        contact["wa_id"] = patient.phone[1:]
    value = {**_of(line), "contacts": [contact], "messages": [{**message, **more}]}
    say(world, line, "messages", value, route="message")


def _of(line: Line) -> dict[str, Any]:
    about = {"display_phone_number": line.number[1:], "phone_number_id": line.phone_number_id}
    return {"messaging_product": "whatsapp", "metadata": about}


def _sender(patient: Patient) -> dict[str, str]:
    sender = {"from": patient.phone[1:]} if patient.phone else {}
    return sender | ({"from_user_id": patient.user_id} if patient.user_id else {})


def _recipient(patient: Patient) -> dict[str, str]:
    known = {"recipient_id": patient.phone[1:]} if patient.phone else {}
    return known | ({"recipient_user_id": patient.user_id} if patient.user_id else {})


def _stamp() -> str:
    return str(int(time.time()))
