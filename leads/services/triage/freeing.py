"""An arrival that was a lead's is nobody's again, and waits."""

from collections.abc import Collection, Mapping

from leads.models import Identity, Lead, LeadPayload
from leads.services.matching import lock_people
from leads.services.reading import read_contacts
from leads.services.triage.declining import reopen
from leads.signals import arrival_freed
from tenants.settings.services.clinic import clinic_settings


def lock_people_of(payloads: Collection[LeadPayload], contacts: Collection[Identity] = ()) -> None:
    """Nobody whose arrivals these are writes meanwhile, nor who is reached by `contacts`; before the owners and the
    leads are locked, as at the front door."""
    country = clinic_settings().country
    named = [one for payload in payloads for one in read_contacts(payload.fields, clinic_country=country)]
    lock_people([*(contact for contact in named if contact.is_valid), *contacts])


def free(held: Mapping[int, LeadPayload], leads: Mapping[int, Lead]) -> None:
    """`held` are locked; `leads` are whose they were. The floors above let go of them, too."""
    rows = LeadPayload.objects.filter(pk__in=held)
    rows.update(lead=None, result=LeadPayload.Result.HELD, score=None)
    reopen(rows)
    for payload in held.values():
        for _, receiver in arrival_freed:
            receiver(leads[payload.lead_id], payload, False)
