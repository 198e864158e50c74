"""Telling open pages which leads changed."""

from tenants.live.gathered import Gathered

EVENT = "lead_updated"
_changes = Gathered(EVENT, key="lead_id")
announce_changed, settle = _changes.changed, _changes.settle
