"""The bytes of an arrival as text: whatever they are, a page shows them and nobody runs them (H:L8)."""

import json
from dataclasses import dataclass

from leads.models import LeadPayload
from tenants.desk.api.bodies import MAX_DEPTH, depth_of

MOST = 64 * 1024  # bytes; the front door takes no more in one body


@dataclass(frozen=True)
class Body:
    """`cut` says that there is more than is shown."""

    text: str
    size: int
    cut: bool


def body_of(payload: LeadPayload) -> Body:
    """JSON with an indent, anything else as it came; signs that are no UTF-8 are replaced.

    What nests deeper than the front door takes is not indented: 64 kB of brackets would be a page of 44 MB.
    """
    raw = bytes(payload.body)
    text = raw[:MOST].decode("utf-8", errors="replace").replace("\x00", "\N{SYMBOL FOR NULL}")
    return Body(_indented(text) if len(raw) <= MOST else text, len(raw), len(raw) > MOST)


def _indented(text: str) -> str:
    if depth_of(text) > MAX_DEPTH:
        return text
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2).encode("utf-8", "replace").decode()
    except (ValueError, RecursionError):
        return text
