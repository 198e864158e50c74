"""Who calls: a lead by the number, or somebody whom nobody knows, who waits in triage."""

from datetime import datetime

from comms.models import Call
from crm.lib.phone import read_number
from leads.models import Lead, LeadPayload
from leads.services.matching import lock_people
from leads.services.reading import Contact, read_fields
from leads.services.talking import holder_of, wait_in_triage
from tenants.inbound.models import WebhookEvent


def who_calls(caller: str, event: WebhookEvent, *, at: datetime) -> tuple[Lead | None, LeadPayload | None]:
    """Their lead, or the arrival that waits since they first called. Part of the transaction that keeps the call,
    before any lead is held. Nobody for who hides the number: nobody could call back."""
    number = read_number(caller) if caller else None
    if number is None:
        return None, None
    contacts = (Contact("phone", number.e164, number.e164, is_valid=True),)
    lock_people(contacts)
    if (holder := holder_of(contacts)) is not None:
        return holder, None
    earlier = Call.objects.filter(number=caller, lead=None, arrival__isnull=False).values("arrival")
    before = LeadPayload.objects.waiting().filter(pk__in=earlier)
    if (known := before.first()) is not None:
        return None, known
    said = {"phone": number.e164, "country": number.country, "source": Lead.Source.OTHER, "sub_source": "call"}
    fields, _problems = read_fields({name: text for name, text in said.items() if text}, now=at)
    content_type = "application/x-www-form-urlencoded"
    return None, wait_in_triage(fields, body=bytes(event.body), content_type=content_type, now=at)
