"""A day after they were asked for, exports go, and their files before them (H:E5)."""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from leads.models import Export
from leads.services.exporting.files import SETTLED, folders, remove_files


def expired(now: datetime) -> QuerySet[Export]:
    return Export.objects.filter(expires_at__lte=now)


def remove_with_files(exports: Collection[uuid.UUID], now: datetime) -> None:
    """The files of these, and whatever a transaction left behind that was rolled back."""
    left = folders(before=now - SETTLED)
    known = set(Export.objects.filter(pk__in=left).values_list("pk", flat=True)) if left else set()
    remove_files([*exports, *(left - known)])
