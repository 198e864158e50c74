"""Telling open pages that a call went on."""

from comms.models import Call
from tenants.live.gathered import Gathered

EVENT = "call_updated"
_changes = Gathered(EVENT, key="call_id")
settle = _changes.settle


def changed(call: Call) -> None:
    """Part of the transaction that changed it."""
    _changes.changed(frozenset([call.pk]))
