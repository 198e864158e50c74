"""A visitor who forgot something mends the form and sends it again: the incomplete one is nobody's work then."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from leads.models import Identity, Lead, LeadPayload
from leads.services.names import could_be_one
from leads.services.reading import name_in, read_contacts
from tenants.settings.services.clinic import clinic_settings

NAMES_OR_CONTACTS = ["first_name", "last_name", "name", "phone", "email"]
MOST = 500  # of the newest that wait; older ones are looked at once these are settled


def mended_ids() -> list[int]:
    """Incomplete arrivals that wait, and whose number and mail are now of a lead that wrote since.

    All of them: whoever left a family's number and a mail that nobody has is somebody else than who has the number.
    Three statements, one when none wait.
    """
    rows = LeadPayload.objects.waiting().filter(held_for=LeadPayload.HeldFor.INCOMPLETE)
    reachable = rows.filter(fields__has_any_keys=["phone", "email"]).order_by("-received_at", "-id")
    held = list(reachable.values_list("pk", "fields", "received_at")[:MOST])
    if not held:
        return []
    country = clinic_settings().country
    named = {pk: _named(fields, country) for pk, fields, _ in held}
    holders = _holders({one for contacts in named.values() for one in contacts})
    return [pk for pk, fields, at in held if _is_mended(fields, at, [holders.get(one) for one in named[pk]])]


def settle_mended(*, now: datetime) -> int:
    """Daily: write it down, so that nobody looks at them again; returns how many."""
    rows = LeadPayload.objects.waiting().filter(pk__in=mended_ids())
    return rows.update(decision=LeadPayload.Decision.SETTLED, decided_at=now)


def _named(fields: Mapping[str, str], country: str) -> set[tuple[str, str]]:
    found = read_contacts(fields, clinic_country=country)
    return {(contact.kind, contact.value) for contact in found if contact.is_valid}


def _holders(named: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Lead]:
    wanted = Q()
    for kind, value in named:
        wanted |= Q(kind=kind, value=value)
    rows = Identity.objects.filter(wanted, is_valid=True).select_related("lead")
    return {(row.kind, row.value): row.lead for row in rows} if wanted else {}


def _is_mended(fields: Mapping[str, str], at: datetime, holders: Sequence[Lead | None]) -> bool:
    """Whether one of them wrote since, may have this name, and holds all; a companion also what is the other's."""
    if not holders or None in holders:
        return False
    name, all_of_them = " ".join(name_in(fields)), {lead.pk for lead in holders}
    return any(
        lead.last_arrival_at >= at
        and all_of_them <= {lead.pk, lead.companion_of_id}
        and could_be_one(f"{lead.first_name} {lead.last_name}", name)
        for lead in holders
    )
