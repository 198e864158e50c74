"""What leaves, of one event: through the list of what may, and nothing beside it. Pure (FEATURES 3.4)."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from attribution.conversions.services.allowed import DATA_MANAGER_EVENT, meta_event, passed
from attribution.conversions.services.hashing import google_hash, meta_hash

CRM = {"event_source": "crm", "lead_event_source": "Bridgework"}
MINOR = 100  # all currencies of a clinic have two decimals
FIELDS_OF_META, FIELDS_OF_GOOGLE = {"email": "em", "phone": "ph"}, {"email": "emailAddress", "phone": "phoneNumber"}


@dataclass(frozen=True)
class Told:
    """One step of one person. `known` are their mail address and number in E.164, by "email" and "phone"; `value`
    is in minor units."""

    reference: str
    name: str
    at: datetime
    known: Mapping[str, str]
    meta_lead: str = ""
    click_kind: str = ""
    click_id: str = ""
    value: int | None = None
    currency: str = ""


def reference(lead: int, enquiry: int, step: str) -> str:
    """What an ad platform knows the event by: the lead's number, which of its journeys, which step."""
    return f"{lead}:{step}" if enquiry == 1 else f"{lead}-{enquiry}:{step}"


def for_meta(told: Told, names: Collection[str]) -> dict[str, Any]:
    """Raises NotAllowedOut for a name that is none of `names` and whatever else may not leave."""
    user: dict[str, Any] = {"lead_id": int(told.meta_lead)}
    for kind, field in FIELDS_OF_META.items():
        if made := _hashed(lambda text, field=field: meta_hash(field, text), told.known.get(kind, "")):
            user[field] = [made]
    event = {
        "event_name": told.name,
        "event_time": int(told.at.timestamp()),
        "event_id": told.reference,
        "action_source": "system_generated",
        "user_data": user,
        "custom_data": dict(CRM),
    }
    return passed(event, meta_event(names))


def for_google(told: Told) -> dict[str, Any]:
    """Which conversion it is stands beside the events: nothing in here has a name. Raises NotAllowedOut."""
    people = []
    for kind, field in FIELDS_OF_GOOGLE.items():
        if made := _hashed(lambda text, kind=kind: google_hash(kind, text), told.known.get(kind, "")):
            people.append({field: made})
    event: dict[str, Any] = {
        "transactionId": told.reference,
        "eventTimestamp": told.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": "OTHER",
        "consent": {"adUserData": "CONSENT_GRANTED", "adPersonalization": "CONSENT_DENIED"},
    }
    if told.click_kind:
        event["adIdentifiers"] = {told.click_kind: told.click_id}
    if people:
        event["userData"] = {"userIdentifiers": people}
    if told.value is not None:
        event |= {"conversionValue": told.value / MINOR, "currency": told.currency}
    return passed(event, DATA_MANAGER_EVENT)


def hash_of(payload: Mapping[str, Any]) -> str:
    """The same for the same payload, however its fields are ordered."""
    return sha256(json.dumps(payload, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _hashed(make: Any, text: str) -> str:
    """Without it when they would not know it: an event is not lost for a mail address that is none."""
    try:
        return make(text) if text else ""
    except ValueError:
        return ""
