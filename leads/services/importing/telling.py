"""A list and its rows in the words of programs."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from leads.models import ImportedLead, ImportRow, LeadImport
from leads.services.importing.counting import FATES
from tenants.runs.models import Run

URLS = "crm.urls_clinic"


def list_told(brought: LeadImport) -> dict[str, Any]:
    """`job_id` is empty for one that was done here and now."""
    run = Run.objects.filter(pk=brought.run).first() if brought.run else None
    return {
        "import_id": brought.pk,
        "job_id": str(brought.run) if brought.run else None,
        "state": brought.state,
        "total": brought.row_count,
        "error": run.error if run else "",
        "status_url": reverse("lead-list", urlconf=URLS, args=[brought.pk]),
        "result": {name: brought.counts.get(name, 0) for name in FATES},
        "reasons": brought.counts.get("reasons", {}),
        "operation": brought.operation_id,
    }


def rows_told(brought: LeadImport) -> QuerySet[ImportRow]:
    """In the order of the file, each with the lead that it became or filled."""
    came = ImportedLead.objects.filter(brought=brought, number=OuterRef("number")).values("lead_id")[:1]
    return (
        ImportRow.objects.filter(brought=brought).order_by("number").annotate(lead_id=Subquery(came)).defer("said")
    )


def row_told(row: ImportRow) -> dict[str, Any]:
    """`lead_id` is empty for a row that is left out, is not in yet, or told us nothing new."""
    told = {"number": row.number, "result": row.fate, "reason": row.reason, "doubts": row.doubts}
    return told | {"lead_id": row.lead_id}
