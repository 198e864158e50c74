"""One address that tries passwords at many clinics is paused at all of them (H:N4).

Counted in public, in axes' own table: an address and a moment, never whose password was tried.
"""

from datetime import datetime, timedelta

from axes.models import AccessFailureLog
from django.conf import settings

from tenants.context import platform_schema
from tenants.staff.services.marks import COUNTED


def count_failure(address: str | None, *, now: datetime) -> None:
    if address:
        with platform_schema():
            row = AccessFailureLog.objects.create(ip_address=address, path_info=COUNTED)
            AccessFailureLog.objects.filter(pk=row.pk).update(attempt_time=now)


def paused_until(address: str | None, *, now: datetime) -> datetime | None:
    """When this address may try again, or None when it may now."""
    length = timedelta(minutes=settings.ADDRESS_PAUSE_MINUTES)
    limit = settings.ADDRESS_FAILURE_LIMIT
    if not address:
        return None
    with platform_schema():
        tries = AccessFailureLog.objects.filter(
            ip_address=address, path_info=COUNTED, attempt_time__gt=now - length
        ).order_by("-attempt_time")
        oldest = list(tries.values_list("attempt_time", flat=True)[limit - 1 : limit])
    return oldest[0] + length if oldest else None
