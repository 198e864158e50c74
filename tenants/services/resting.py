"""What a provider asks of an account that clinics share: that nobody asks it for a while."""

from datetime import datetime

from tenants.context import platform_schema
from tenants.models import Rest


def rest(account: str, *, until: datetime) -> None:
    """Nobody asks by this account before `until`; what was longer stays. Part of the caller's transaction."""
    with platform_schema():
        Rest.objects.bulk_create([Rest(account=account, until=until)], ignore_conflicts=True)
        Rest.objects.filter(account=account, until__lt=until).update(until=until)


def rests_until(account: str, *, now: datetime) -> datetime | None:
    """None when it may be asked."""
    with platform_schema():
        return Rest.objects.filter(account=account, until__gt=now).values_list("until", flat=True).first()
