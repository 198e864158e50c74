"""Telephone calls through the clinic's own number (F:C4, C5; INTEGRATIONS 5)."""

from comms.services.calls.hearing import heard
from comms.services.calls.ringing import last_call, may_ring, ring

__all__ = ["heard", "last_call", "may_ring", "ring"]
