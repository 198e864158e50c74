"""Leads by name, with what was last done to them, for the pages that list what became of many."""

from collections.abc import Collection, Mapping

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from leads.models import Lead
from tenants.audit.models import Entry
from tenants.audit.services.reading import told
from tenants.staff.models import User
from tenants.undo.registry import Named


def names_of_leads(pks: Collection[int], reader: User) -> Mapping[int, Named]:
    """Those that `reader` sees (H:A10), in a number of statements that does not depend on how many."""
    leads = Lead.objects.visible_to(reader).filter(pk__in=pks).order_by().prefetch_related("identities")
    rows = {lead.pk: str(lead) for lead in leads}
    since = _since(rows, reader)
    return {pk: Named(text, _address(pk), since.get(pk, "")) for pk, text in rows.items()}


def _since(pks: Collection[int], reader: User) -> dict[int, str]:
    kind = ContentType.objects.get_for_model(Lead)
    about = Entry.objects.filter(content_type=kind, object_pk__in=[str(pk) for pk in pks])
    entries = list(about.order_by("object_pk", "-timestamp", "-id").distinct("object_pk"))
    lines = told(entries, reader=reader, with_address=False)
    return {entry.object_id: f"{line.who} {line.did}" for entry, line in zip(entries, lines, strict=True)}


def _address(pk: int) -> str:
    return reverse("admin:leads_lead_change", urlconf=settings.ROOT_URLCONF, args=[pk])
