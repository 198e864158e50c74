"""Into which lead an arrival may belong."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from leads.models import Identity, Lead, LeadPayload
from leads.services.reading import name_in, read_contacts
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User

MOST = 6


@dataclass(frozen=True)
class Suggestions:
    """Leads that the reader sees, holders of number or mail first; `hidden` when one is a colleague's."""

    leads: Sequence[Lead]
    hidden: bool


def suggestions(payload: LeadPayload, reader: User, *, asked: str = "") -> Suggestions:
    """By number and mail, then by name; only by `asked`, what somebody typed, when there is any."""
    visible = Lead.objects.visible_to(reader).select_related("stage", "assigned_to").prefetch_related("identities")
    if asked.strip():
        return Suggestions(visible.matching(asked)[:MOST], hidden=False)
    holders = _holders(payload)
    known = list(visible.filter(pk__in=holders).order_by("pk")[:MOST])
    named = _named(visible, payload).exclude(pk__in=holders)[: MOST - len(known)]
    return Suggestions([*known, *named], hidden=len(known) < len(holders))


def _holders(payload: LeadPayload) -> set[int]:
    held = Q()
    for contact in read_contacts(payload.fields, clinic_country=clinic_settings().country):
        if contact.is_valid:
            held |= Q(kind=contact.kind, value=contact.value)
    found = set(Identity.objects.filter(held, is_valid=True).values_list("lead_id", flat=True)) if held else set()
    return found | ({payload.about_id} if payload.about_id else set())


def _named(visible: QuerySet[Lead], payload: LeadPayload) -> QuerySet[Lead]:
    name = " ".join(name_in(payload.fields)).strip()
    return visible.matching(name) if name else visible.none()
