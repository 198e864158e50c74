"""A body of WhatsApp's webhook, taken apart: up to a thousand updates, of several numbers, come at once."""

import json
from collections.abc import Iterator, Mapping

from comms.providers.whatsapp.people import account_in
from crm.lib.parts import Part, event_id, hash_of
from crm.lib.shapes import items, loaded, mapping, text

# Lists of a value whose items are told by themselves, and what names each.
_LISTS = {"messages": "message", "message_echoes": "echo", "statuses": "status", "calls": "call"}
# A change is kept whole when its parts would be more, or together more bytes, since each repeats what stands around
# it: they send a thousand at most. Whose app it is can send us anything.
MOST_PARTS, MOST_BYTES = 2000, 8 * 1024 * 1024
Shape = Mapping[str, object]


def split(body: bytes) -> tuple[Part, ...] | None:
    """Each update with its envelope around it, as `reading.read` takes it; None for what is no such JSON, or is
    nested too deep to be written again."""
    envelope = loaded(body)
    if not isinstance(envelope, dict):
        return None
    try:
        return tuple(
            part
            for entry in items(envelope.get("entry"))
            for change in items(entry.get("changes"))
            for part in _parts(entry, change)
        )
    except RecursionError:
        return None


def _parts(entry: Shape, change: Shape) -> Iterator[Part]:
    value = mapping(change.get("value"))
    single = [(name, one) for name in _LISTS for one in items(value.get(name))]
    around = {name: one for name, one in value.items() if name not in _LISTS}
    if not single or len(single) > MOST_PARTS or len(single) * len(json.dumps(around)) > MOST_BYTES:
        yield _part(entry, change, value, "")
        return
    for name, one in single:
        yield _part(entry, change, {**around, name: [one]}, _named(name, one))


def _part(entry: Shape, change: Shape, value: Shape, named: str) -> Part:
    told = {"field": change.get("field"), "value": value}
    body = json.dumps({"entry": [{"id": entry.get("id"), "time": entry.get("time"), "changes": [told]}]}).encode()
    ours = dict.fromkeys(filter(None, (account_in(value), text(entry.get("id"), 40))))
    return Part(tuple(ours), named or event_id("update", text(change.get("field"), 60), hash_of(body)), body)


def _named(name: str, one: Shape) -> str:
    """A status is told once for each state of its message."""
    its_id = text(one.get("id"), 400)
    state = text(one.get("status") or one.get("event"), 40) if name in {"statuses", "calls"} else ""
    return event_id(_LISTS[name], its_id, state) if its_id else ""
