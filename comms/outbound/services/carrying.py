"""Telling one system of one thing, outside every transaction: what is sent, to whom, with which keys."""

import json
from datetime import datetime
from uuid import UUID

from django.conf import settings

from comms.outbound.catalogue import LEAD_ACCEPTED, LEAD_COMPLETED, LEAD_CREATED
from comms.outbound.models import Connector, ContactLink, Delivery
from comms.outbound.services.secrets import secret_of
from comms.providers.base import Refused, Trouble
from comms.providers.gohighlevel.client import GoHighLevel, Person
from comms.providers.own_system.client import OwnSystem
from crm.lib.errors import HouseError
from leads.models import Identity, Lead
from tenants.settings.providers.addresses import public_address
from tenants.settings.services.credentials import use

CREDENTIAL = "gohighlevel"
TAGS_OF = {
    LEAD_CREATED: ["bridgework"],
    LEAD_ACCEPTED: ["bridgework accepted"],
    LEAD_COMPLETED: ["bridgework completed"],
}
NO_KEYS, NO_WAY = "no_keys", "no_way"


def own_system(connector: Connector) -> OwnSystem:
    inside = settings.CREDENTIAL_TESTS_INSIDE
    return OwnSystem(connector.address, secret_of(connector), find=public_address, inside=inside)


def message_id(reference: UUID) -> str:
    """The same at each try and each replay: a receiver takes it once (H:W10)."""
    return f"msg_{reference.hex}"


def body_of(delivery: Delivery) -> bytes:
    """JSON, the same bytes at each try."""
    said = {"type": delivery.event, "timestamp": delivery.created_at.isoformat(), "data": delivery.about}
    return json.dumps(said, separators=(",", ":"), sort_keys=True).encode()


def tell_own(delivery: Delivery, now: datetime) -> str:
    system = own_system(delivery.connector)
    system.tell(message_id(delivery.reference), body_of(delivery), timestamp=int(now.timestamp()))
    return ""


def gohighlevel() -> GoHighLevel:
    try:
        values = use(CREDENTIAL)
    except HouseError:
        raise Refused(Trouble.AUTH, code=NO_KEYS) from None
    return GoHighLevel(values["location_id"], values["token"], base=settings.GHL_API_BASE_URL)


def bring_up_to_date(delivery: Delivery, now: datetime) -> str:
    """The contact's id there. Somebody that they told us of is not told back; somebody whom they do not know from
    us yet is looked for first, so that nobody is written into one of two contacts. Without mail and number nobody
    is found there, and each try would make one more contact: refused."""
    service, lead = gohighlevel(), delivery.lead
    link = ContactLink.objects.filter(lead=lead, location_id=service.location_id).first()
    if link and link.came_from_there:
        return link.contact_id
    person = person_of(lead)
    if not (person.email or person.phone):
        raise Refused(Trouble.ADDRESS, code=NO_WAY)
    if link is None:
        service.refuse_two(person)
    return service.upsert(person)


def add_tags(delivery: Delivery, now: datetime) -> str:
    gohighlevel().add_tags(str(delivery.about["contact_id"]), [str(tag) for tag in delivery.about["tags"]])
    return ""


def person_of(lead: Lead) -> Person:
    """Names and ways to reach them: nothing that they asked for, and nothing about health."""
    known: dict[str, str] = {}
    for one in Identity.objects.filter(lead=lead, is_valid=True).order_by("id"):
        known.setdefault(one.kind, one.value)
    return Person(
        first_name=lead.first_name,
        last_name=lead.last_name,
        email=known.get(Identity.Kind.EMAIL, ""),
        phone=known.get(Identity.Kind.PHONE, ""),
        country=lead.country,
        source=f"Bridgework {lead.source}",
        stopped=lead.do_not_contact,
    )
