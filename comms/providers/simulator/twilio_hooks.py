"""What Twilio posts to us, signed over the address and every field (INTEGRATIONS 5.2)."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from comms.providers.simulator.lines import Line
from comms.providers.simulator.world import Patient, World, Written
from crm.lib.signing import twilio_signature
from crm.lib.simulating import Hook


def say(
    world: World,
    line: Line,
    url: str,
    fields: Mapping[str, str],
    *,
    route: str,
    after: float = 0,
    then: Callable[[bytes], None] | None = None,
) -> None:
    """`then` gets the TwiML that was answered."""
    if not url:
        return
    whole = {"AccountSid": line.account_sid, "ApiVersion": "2010-04-01", **fields}
    signature = twilio_signature(url, {name: [value] for name, value in whole.items()}, line.auth_token)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
    hook = Hook(f"twilio.{route}", url, urlencode(whole).encode(), headers, then=then)
    world.host.hook(hook, after=after)


def tell_message(world: World, line: Line, patient: Patient, written: Written) -> None:
    empty = dict.fromkeys(("FromCity", "FromState", "FromZip", "ToCity", "ToState", "ToZip"), "")
    fields = {"From": patient.phone, "To": line.number, "Body": written.text, "NumMedia": "0", "NumSegments": "1"}
    ids = dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), written.id)
    say(world, line, line.sms_url, {**empty, **fields, **ids, "SmsStatus": "received"}, route="message")


def tell_status(world: World, line: Line, written: Written, to: str, state: str, url: str, *, after: float) -> None:
    def now() -> None:
        if world.moved(written, state):
            ids = {"MessageSid": written.id, "SmsSid": written.id, "From": line.number, "To": to}
            say(world, line, url, {**ids, "MessageStatus": state, "SmsStatus": state}, route=state)

    world.host.later(after, now)
