"""What WhatsApp's webhook says (INTEGRATIONS 4.3; pywa 4.5.0's samples), as values of comms.providers.base.

Any shape has an answer: what we do not know is told as a message that shows what came, or is nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from comms.providers.base import AddressChange, CallNews, Echo, News, Preference, Sender, Status
from comms.providers.whatsapp import decisions
from comms.providers.whatsapp.errors import trouble_of
from comms.providers.whatsapp.messages import echoed, incoming
from comms.providers.whatsapp.people import account_in, changed, people_of
from crm.lib.shapes import items, loaded, mapping, moment, number, phone, text

Value = Mapping[str, object]
# What became of a message, as we say it. "sent" means that WhatsApp took it, and "played" is a voice message read.
STATES = {"sent": "accepted", "delivered": "delivered", "read": "read", "played": "read", "failed": "failed"}
_WANTS = {"stop": False, "resume": True, "signup": True}


def read(body: bytes, *, now: datetime) -> tuple[News, ...]:
    """All that a body of the webhook tells, in its order. `now` is when it came, for what names no moment."""
    news: list[News] = []
    for entry in items(mapping(loaded(body)).get("entry")):
        at = moment(entry.get("time"), now)
        for change in items(entry.get("changes")):
            reader = READERS.get(text(change.get("field"), 60))
            value = mapping(change.get("value"))
            news += reader(account_in(value) or text(entry.get("id"), 40), value, at) if reader else ()
    return tuple(news)


def _messages(account: str, value: Value, now: datetime) -> Iterator[News]:
    people = people_of(value)
    for message in items(value.get("messages")):
        told = changed(account, message, now) or incoming(account, message, people, now)
        if told:
            yield told
    for status in items(value.get("statuses")):
        yield from _status(account, status, now)


def _echoes(account: str, value: Value, now: datetime) -> Iterator[News]:
    """What was written, changed or taken back with the clinic's own telephone (coexistence)."""
    people, ours = people_of(value), mapping(value.get("metadata")).get("display_phone_number")
    for message in items(value.get("message_echoes")):
        if told := echoed(account, message, people, ours, now):
            yield Echo(told)


def _status(account: str, status: Value, now: datetime) -> Iterator[News]:
    state, provider_id = STATES.get(text(status.get("status"), 20)), text(status.get("id"), 200)
    if not state or not provider_id:
        return
    first = next(items(status.get("errors")), {})
    code = text(first.get("code"), 40) if state == "failed" else ""
    yield Status(
        account,
        provider_id,
        state,
        moment(status.get("timestamp"), now),
        reference=text(status.get("biz_opaque_callback_data"), 512),
        trouble=trouble_of(number(code)) if code else None,
        code=code,
    )


def _preferences(account: str, value: Value, now: datetime) -> Iterator[News]:
    people = people_of(value)
    for one in items(value.get("user_preferences")):
        wants = _WANTS.get(text(one.get("value"), 20))
        sender = people.of(one.get("wa_id"), one.get("user_id"))
        if wants is not None and (sender.phone or sender.user_id):
            purpose = "marketing" if text(one.get("category"), 60).startswith("marketing") else ""
            yield Preference(account, sender, wants, moment(one.get("timestamp"), now), purpose)


def _user_ids(account: str, value: Value, now: datetime) -> Iterator[News]:
    """The id of somebody without a number has changed. Meta's page shows previous and current in each [M]."""
    for one in items(value.get("user_id_update")):
        ids = mapping(one.get("user_id"))
        known_as = phone(one.get("wa_id"))
        before, after = text(ids.get("previous"), 128), text(ids.get("current"), 128)
        if after and (before or known_as):
            at = moment(one.get("timestamp"), now)
            yield AddressChange(account, Sender(known_as, before), Sender(known_as, after), at)


def _calls(account: str, value: Value, now: datetime) -> Iterator[News]:
    for call in items(value.get("calls")):
        yield from _call(account, call, text(call.get("event"), 20), now)
    for status in items(value.get("statuses")):
        yield from _call(account, status, text(status.get("status"), 20).lower(), now)


def _call(account: str, call: Value, state: str, now: datetime) -> Iterator[News]:
    call_id = text(call.get("id"), 200)
    if call_id and state:
        inbound = text(call.get("direction"), 40).startswith("USER")
        yield CallNews(
            account,
            call_id,
            state,
            moment(call.get("timestamp"), now),
            direction="inbound" if inbound else "outbound",
            caller=phone(call.get("from")),
            called=phone(call.get("to") or call.get("recipient_id")),
            seconds=number(call.get("duration")),
        )


READERS: dict[str, Callable[[str, Value, datetime], Iterator[News]]] = {
    "messages": _messages,
    "user_preferences": _preferences,
    "smb_message_echoes": _echoes,
    "message_template_status_update": decisions.template_state,
    "message_template_quality_update": decisions.template_quality,
    "template_category_update": decisions.template_category,
    "account_update": decisions.account_standing,
    "phone_number_quality_update": decisions.number_standing,
    "user_id_update": _user_ids,
    "calls": _calls,
}
