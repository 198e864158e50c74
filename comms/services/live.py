"""Telling open pages which conversations changed."""

from tenants.live.gathered import Gathered

EVENT = "conversation_updated"
_changes = Gathered(EVENT, key="conversation_id")
settle = _changes.settle


def changed(conversation: int) -> None:
    """Part of the transaction that changed it."""
    _changes.changed(frozenset([conversation]))
