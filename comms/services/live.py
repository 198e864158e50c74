"""Telling open pages which conversations changed."""

from tenants.live.gathered import Gathered

EVENT = "conversation_updated"
_changes = Gathered(EVENT, key="conversation_id")
settle = _changes.settle


def changed(*conversations: int) -> None:
    """Part of the transaction that changed them."""
    _changes.changed(frozenset(conversations))
