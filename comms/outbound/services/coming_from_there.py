"""Loop guard: whoever GoHighLevel told us of is never told back (INTEGRATIONS 10).

A workflow there that posts a contact to our intake sends its own names beside the fields that it was given: the
contact's id, and the location's. Only the location that this clinic has connected counts, and only what a server
sent: the key of a web page is in everybody's hands.
"""

import json
from contextlib import suppress

from comms.outbound.models import Connector, ContactLink
from comms.outbound.services.hearing import Listener
from leads.models import Lead, LeadPayload
from tenants.keys.models import ApiKey
from tenants.services.rows import put

LONGEST = 64


def note_origin(one: Listener, lead: Lead, payload: LeadPayload) -> bool:
    """Whether this arrival came from that very location; then whose contact it is there is kept."""
    if one.kind != Connector.Kind.GHL:
        return False
    contact = contact_in(bytes(payload.body), one.address)
    if contact and ApiKey.objects.filter(pk=payload.key_id, kind=ApiKey.Kind.SITE).exists():
        return False
    if contact:
        about = {"location_id": one.address, "contact_id": contact, "linked_at": payload.received_at}
        put(ContactLink, {"lead_id": lead.pk, "came_from_there": True, **about}, ignore_conflicts=True)
    return bool(contact)


def contact_in(body: bytes, location: str) -> str:
    """The id of a contact of this location that these bytes tell of; empty for anything else."""
    if b"contact_id" not in body:
        return ""
    with suppress(ValueError, RecursionError):
        said = json.loads(body)
        place = said.get("location") if isinstance(said, dict) else None
        contact = said.get("contact_id") if isinstance(place, dict) and place.get("id") == location else None
        if isinstance(contact, str) and contact.isalnum() and len(contact) <= LONGEST:
            return contact
    return ""
