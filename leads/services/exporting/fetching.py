"""Who may have a file, and until when (H:A9, E5)."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from crm.lib.errors import NotThere
from leads.models import Export
from tenants.audit.services.record import record
from tenants.staff.models import User


def ready_export(export: uuid.UUID, *, by: User, now: datetime) -> Export:
    """One's own that is ready and not expired. NotThere for any other, and for whose role exports no more."""
    found = Export.objects.of(by).at_hand(now).filter(pk=export, ready_at__isnull=False).first()
    if found is None:
        raise NotThere
    return found


@transaction.atomic
def fetched(export: Export, *, now: datetime) -> None:
    """Write down that the file was handed over, the first time."""
    if Export.objects.filter(pk=export.pk, downloaded_at=None).update(downloaded_at=now):
        record("leads.export_fetched", note=str(export.pk))


def file_name(export: Export) -> str:
    return f"leads-{timezone.localtime(export.created_at):%Y-%m-%d-%H%M}.{export.kind}"
