"""An arrival that waits, as a page shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from leads.admin.triage.reasons import Reason, reason_of, why
from leads.models import Lead, LeadPayload
from leads.services.reading import Contact, name_in, read_contacts
from leads.services.reading.places import country_named
from leads.services.triage.person import lacking
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User


@dataclass(frozen=True)
class Shown:
    """`about` is None when there is none, or when it is not the reader's to see."""

    payload: LeadPayload
    name: str
    country: str
    contacts: Sequence[Contact]
    message: str
    source: str
    reason: Reason
    why: str
    about: Lead | None
    is_incomplete: bool


def shown(payloads: Iterable[LeadPayload], reader: User) -> list[Shown]:
    """A fixed number of statements, however many there are."""
    rows = list(payloads)
    abouts = {row.about_id for row in rows if row.about_id}
    seen = {lead.pk: lead for lead in Lead.objects.visible_to(reader).filter(pk__in=abouts)} if abouts else {}
    prefetch_related_objects(list(seen.values()), "identities")
    country = clinic_settings().country if rows else ""
    return [_one(row, seen.get(row.about_id), country) for row in rows]


def _one(payload: LeadPayload, about: Lead | None, clinic_country: str) -> Shown:
    fields = payload.fields
    return Shown(
        payload,
        name=" ".join(name_in(fields)).strip(),
        country=country_named(str(fields.get("country", ""))),
        contacts=read_contacts(fields, clinic_country=clinic_country),
        message=str(fields.get("message") or fields.get("notes") or ""),
        source=_source(fields),
        reason=reason_of(payload),
        why=why(payload, about=about.full_name if about else ""),
        about=about,
        is_incomplete=bool(lacking(payload)),
    )


def _source(fields: dict) -> str:
    named = str(fields.get("source", "")).lower()
    return named if named in Lead.Source.values else Lead.Source.WEBSITE
