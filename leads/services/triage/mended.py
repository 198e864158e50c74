"""A visitor who forgot something mends the form and sends it again: the incomplete one is nobody's work then."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q

from leads.models import Identity, LeadPayload
from leads.services.reading import read_contacts
from tenants.settings.services.clinic import clinic_settings

NAMES_OR_CONTACTS = ["first_name", "last_name", "name", "phone", "email"]
MOST = 500  # of the newest that wait; older ones are looked at once these are settled


def mended_ids() -> list[int]:
    """Incomplete arrivals that wait, and whose number or mail is now of a lead that wrote since.

    Three statements, one when none wait.
    """
    rows = LeadPayload.objects.waiting().filter(held_for=LeadPayload.HeldFor.INCOMPLETE)
    reachable = rows.filter(fields__has_any_keys=["phone", "email"]).order_by("-received_at", "-id")
    held = list(reachable.values_list("pk", "fields", "received_at")[:MOST])
    if not held:
        return []
    country = clinic_settings().country
    named = {pk: _named(fields, country) for pk, fields, _ in held}
    wrote = _last_arrivals({one for contacts in named.values() for one in contacts})
    return [pk for pk, _, at in held if any(wrote[one] >= at for one in named[pk] if one in wrote)]


def settle_mended(*, now: datetime) -> int:
    """Daily: write it down, so that nobody looks at them again; returns how many."""
    rows = LeadPayload.objects.waiting().filter(pk__in=mended_ids())
    return rows.update(decision=LeadPayload.Decision.SETTLED, decided_at=now)


def _named(fields: Mapping[str, str], country: str) -> set[tuple[str, str]]:
    found = read_contacts(fields, clinic_country=country)
    return {(contact.kind, contact.value) for contact in found if contact.is_valid}


def _last_arrivals(named: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], datetime]:
    """When whoever holds these contacts last wrote."""
    wanted = Q()
    for kind, value in named:
        wanted |= Q(kind=kind, value=value)
    rows = Identity.objects.filter(wanted, is_valid=True).values_list("kind", "value", "lead__last_arrival_at")
    return {(kind, value): at for kind, value, at in rows} if wanted else {}
