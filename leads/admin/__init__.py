from leads.admin import (
    consents,
    custom_field,
    heat,
    lead,
    new_lead,
    partner,
    payload,
    record,
    stops,
    tag,
    treatment,
    triage,
)

__all__ = [
    "consents",
    "custom_field",
    "heat",
    "lead",
    "new_lead",
    "partner",
    "payload",
    "record",
    "stops",
    "tag",
    "treatment",
    "triage",
]
