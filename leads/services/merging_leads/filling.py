"""What the survivor did not know and the other did; nothing that stands there is overwritten unasked."""

from collections.abc import Mapping
from typing import Any

from leads.models import Enquiry, Lead

BLANKS = (
    *("country", "city", "company", "language", "interest", "treatment_id", "sub_source", "partner_id"),
    *("assigned_to_id", "last_contact_date"),
)
NAMES = ("first_name", "last_name")
STEP = ("next_follow_up", "follow_up_why", "follow_up_note")
RESULT = ("accepted_at", "amount", "currency")


def filled(survivor: Lead, other: Lead, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """The survivor's new columns, those alone that change; `chosen` are those that somebody decided.

    A name goes whole or not at all, for halves of two spellings make a third person; so does a next step.
    """
    new = {name: getattr(other, name) for name in BLANKS if not getattr(survivor, name)}
    for whole in (NAMES, STEP):
        if not any(getattr(survivor, name) for name in whole):
            new |= {name: getattr(other, name) for name in whole}
    new["last_arrival_at"] = max(survivor.last_arrival_at, other.last_arrival_at)
    new["created_at"] = min(survivor.created_at, other.created_at)
    if survivor.last_contact_date and other.last_contact_date:
        new["last_contact_date"] = max(survivor.last_contact_date, other.last_contact_date)
    new["call_attempts"] = min(survivor.call_attempts + other.call_attempts, 32_767)
    return {name: value for name, value in (new | chosen).items() if value != getattr(survivor, name)}


def fill_result(survivor: Lead, other: Lead) -> Mapping[str, Any]:
    """Whoever said yes under the other number said it: with when and for how much. What was written."""
    mine = Enquiry.objects.filter(lead=survivor, number=survivor.enquiry, accepted_at=None, amount=None)
    theirs = Enquiry.objects.filter(lead=other, number=other.enquiry, accepted_at__isnull=False).first()
    if theirs is None:
        return {}
    new = {name: getattr(theirs, name) for name in RESULT}
    return new if mine.update(**new) else {}
