"""A body of WhatsApp's webhook, taken apart: up to a thousand updates, of several numbers, come at once."""

import json
from collections.abc import Iterator, Mapping

from comms.providers.parts import Part, event_id, hash_of
from comms.providers.shapes import items, loaded, mapping, text
from comms.providers.whatsapp.people import account_in

# Lists of a value whose items are told by themselves, and what names each.
_LISTS = {"messages": "message", "statuses": "status", "calls": "call"}
Shape = Mapping[str, object]


def split(body: bytes) -> tuple[Part, ...] | None:
    """Each update with its envelope around it, as `reading.read` takes it; None for what is no such JSON."""
    envelope = loaded(body)
    if not isinstance(envelope, dict):
        return None
    return tuple(
        part
        for entry in items(envelope.get("entry"))
        for change in items(entry.get("changes"))
        for part in _parts(envelope, entry, change)
    )


def _parts(envelope: Shape, entry: Shape, change: Shape) -> Iterator[Part]:
    value = mapping(change.get("value"))
    single = [(name, one) for name in _LISTS for one in items(value.get(name))]
    if not single:
        yield _part(envelope, entry, change, value, "")
    around = {name: one for name, one in value.items() if name not in _LISTS}
    for name, one in single:
        yield _part(envelope, entry, change, {**around, name: [one]}, _named(name, one))


def _part(envelope: Shape, entry: Shape, change: Shape, value: Shape, named: str) -> Part:
    alone = {**envelope, "entry": [{**entry, "changes": [{**change, "value": value}]}]}
    body = json.dumps(alone).encode()
    ours = dict.fromkeys(filter(None, (account_in(value), text(entry.get("id"), 40))))
    return Part(tuple(ours), named or event_id("update", text(change.get("field"), 60), hash_of(body)), body)


def _named(name: str, one: Shape) -> str:
    """A status is told once for each state of its message."""
    its_id = text(one.get("id"), 400)
    state = text(one.get("status") or one.get("event"), 40) if name != "messages" else ""
    return event_id(_LISTS[name], its_id, state) if its_id else ""
