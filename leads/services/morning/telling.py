"""Everybody who works that day is told once, in their language, what they may see."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from leads.services.morning.clock import day_of, last_morning
from leads.services.morning.numbers import numbers_of
from tenants.notices.services.notify import notify
from tenants.staff.models import User

MORNING = "morning"
LATEST = timedelta(hours=4)  # after Beat stood still: at noon nobody asks how the day begins


def tell_the_morning(*, now: datetime, zone: ZoneInfo) -> int:
    """Who was told, or had been; nobody long after eight, and nobody of whom all numbers are zero.

    Each in a transaction of their own, once a day however often it runs: a run that died goes on with the rest.
    """
    morning = last_morning(now, zone)
    if now - morning > LATEST:
        return 0
    whole: dict[str, int] | None = None
    told = 0
    for reader in User.objects.active().filter(is_visitor=False).order_by("pk"):
        sees_all = reader.data_scope == User.DataScope.ALL
        if not reader.has_perm("leads.view_lead"):
            continue
        numbers = whole if sees_all and whole is not None else numbers_of(reader, morning, zone)
        if sees_all:
            whole = numbers
        told += _tell(reader, numbers, key=day_of(morning, zone).isoformat())
    return told


def _tell(reader: User, numbers: dict[str, int], *, key: str) -> int:
    if not any(numbers.values()):
        return 0
    about = {name: str(number) for name, number in numbers.items()}
    home = reverse("admin:index", urlconf=settings.ROOT_URLCONF)
    return len(notify([reader], MORNING, about=about, link=home, key=key))
