"""A body of the webhook of pages, taken apart: up to a thousand leads, of pages of several clinics."""

import json
from collections.abc import Iterator, Mapping

from attribution.providers.meta_leads.base import PING
from crm.lib.parts import Part, event_id, hash_of
from crm.lib.shapes import items, loaded, mapping, whole

FIELD, LONGEST_ID = "leadgen", 40
Shape = Mapping[str, object]


def split(body: bytes) -> tuple[Part, ...] | None:
    """Each new lead with its envelope around it, as `reading.event_in` takes it; None for what is no such JSON, or
    is nested too deep to be written again. Pings of the dashboard and what is no lead are left out: a body of
    those alone has no parts, and is answered all the same."""
    envelope = loaded(body)
    if not isinstance(envelope, dict):
        return None
    try:
        return tuple(part for entry in items(envelope.get("entry")) for part in _parts(entry))
    except RecursionError:
        return None


def _parts(entry: Shape) -> Iterator[Part]:
    for change in items(entry.get("changes")):
        value = mapping(change.get("value"))
        leadgen_id = whole(value.get("leadgen_id"), LONGEST_ID)
        if change.get("field") == FIELD and leadgen_id and leadgen_id != PING:
            yield _part(entry, {"changes": [{"field": FIELD, "value": value}]}, value, event_id("lead", leadgen_id))
    changed = entry.get("changed_fields")  # where the subscription leaves values out
    if isinstance(changed, list) and FIELD in changed:
        told = {"changed_fields": [FIELD]}
        yield _part(entry, told, {}, event_id("changed", hash_of(json.dumps([dict(entry)]).encode())))


def _part(entry: Shape, told: Shape, value: Shape, named: str) -> Part:
    body = json.dumps({"entry": [{"id": entry.get("id"), "time": entry.get("time"), **told}]}).encode()
    pages = (whole(entry.get("id"), LONGEST_ID), whole(value.get("page_id"), LONGEST_ID))
    return Part(tuple(dict.fromkeys(filter(None, pages))), named, body)
