"""Who is this? A person is found by what they can be reached by, one arrival at a time (HOUSE 17, H:L6)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from leads.models import Identity, Lead
from leads.services.reading import Contact, Enquiry
from leads.services.stages import first_stage
from tenants.services.locks import lock_names


def lock_people(contacts: Sequence[Contact]) -> None:
    """Wait for other arrivals of the same numbers and addresses in this clinic, until the transaction ends."""
    lock_names(f"{contact.kind}:{contact.value}" for contact in contacts if contact.is_valid)


def hold(enquiry: Enquiry, now: datetime) -> tuple[Lead, bool]:
    """The lead of this person, and whether it is new. Contacts nobody holds yet become this lead's.

    Call it after `lock_people`. When mail and number belong to two leads, the older lead is meant.
    """
    wanted = Q()
    for contact in _valid(enquiry):
        wanted |= Q(kind=contact.kind, value=contact.value)
    holders = (
        {(i.kind, i.value): i.lead_id for i in Identity.objects.filter(wanted, is_valid=True)} if wanted else {}
    )
    lead = Lead.objects.filter(pk=min(holders.values())).first() if holders else None
    is_new = lead is None
    if lead is None:
        lead = _begin(enquiry, now)
    else:
        Lead.objects.filter(pk=lead.pk).update(last_arrival_at=now)
    _attach(lead, [c for c in enquiry.contacts if (c.kind, c.value) not in holders and (is_new or c.is_valid)])
    return lead, is_new


def _valid(enquiry: Enquiry) -> list[Contact]:
    return [contact for contact in enquiry.contacts if contact.is_valid]


def _begin(enquiry: Enquiry, now: datetime) -> Lead:
    return Lead.objects.create(
        first_name=enquiry.first_name,
        last_name=enquiry.last_name,
        country=enquiry.country,
        source=Lead.Source.WEBSITE,
        stage=first_stage(),
        created_at=now,
        last_arrival_at=now,
    )


def _attach(lead: Lead, contacts: Sequence[Contact]) -> None:
    Identity.objects.bulk_create(
        [Identity(lead=lead, kind=c.kind, value=c.value, typed=c.typed, is_valid=c.is_valid) for c in contacts]
    )
