"""What people agreed to, and where they asked us to stop: rows that are added and never changed (H:G4, G7)."""

from leads.services.consent.agreeing import Given, agreeing, agrees, give, withdraw
from leads.services.consent.own_word import asked_for_more
from leads.services.consent.person import lift_lead, of_lead, stop_lead
from leads.services.consent.stopping import lift, suppress
from leads.services.consent.stops import Stop, StopsOf, is_suppressed, stops_of, suppressed_of
from leads.services.consent.unasked import unasked

__all__ = [
    "Given",
    "Stop",
    "StopsOf",
    "agreeing",
    "agrees",
    "asked_for_more",
    "give",
    "is_suppressed",
    "lift",
    "lift_lead",
    "of_lead",
    "stop_lead",
    "stops_of",
    "suppress",
    "suppressed_of",
    "unasked",
    "withdraw",
]
