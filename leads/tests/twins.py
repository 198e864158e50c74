"""Leads that look alike, for the tests of duplicates."""

from django.utils import timezone

from leads.models import Lead
from leads.services.duplicates import similar_to
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context


def mario(clinic, *, phone: str = "", mail: str = "", broken: str = "", **fields) -> Lead:
    """A Mario Rossi, reached as said."""
    lead = make_lead(clinic, fields.pop("first_name", "Mario"), fields.pop("last_name", "Rossi"), **fields)
    for kind, value, is_valid in (("phone", phone, True), ("email", mail, "." in mail), ("phone", broken, False)):
        if value:
            reach(clinic, lead, kind, value, is_valid=is_valid)
    return lead


def likely(clinic, lead, reader) -> list[int]:
    """Whom the reader is shown as perhaps the same as this lead."""
    with clinic_context(clinic):
        return [one.lead.pk for one in similar_to(Lead.objects.get(pk=lead.pk), reader=reader).proposals]


def archive_now(clinic, lead) -> None:
    with clinic_context(clinic):
        Lead.objects.filter(pk=lead.pk).update(archived_at=timezone.now())
