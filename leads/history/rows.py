"""A page of rows with a moment `at`."""

from datetime import datetime

from django.db.models import QuerySet


def newest(rows: QuerySet, before: datetime | None, most: int) -> QuerySet:
    """The newest `most` before that instant; from the newest on for None."""
    return (rows if before is None else rows.filter(at__lt=before)).order_by("-at", "-pk")[:most]
