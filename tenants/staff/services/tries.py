"""Wrong passwords for one mail from anywhere: slow guessing from many addresses is paused too (H:N2).

The pause is for addresses that nobody logged in from with this mail lately: the owner's own go on (H:N3).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet

from tenants.services.locks import lock_names_of_host
from tenants.staff.services.marks import FORGIVEN, MARKS

HOUR = timedelta(hours=1)


@contextmanager
def turn(mail: str, *places: str | None) -> Iterator[None]:
    """Whether there is a pause is asked and the try counted in one's turn, or of thirty at once none is the sixth.

    Of all who try from one of `places`. A try is counted when its turn is over.
    """
    with transaction.atomic():
        lock_names_of_host(f"login:{place}:{mail}" for place in places)
        yield


def paused_elsewhere(mail: str, address: str | None, *, now: datetime) -> datetime | None:
    """When an address that is not known for this mail may try again; None for a known one, or when it may now."""
    limit = settings.MAIL_FAILURE_LIMIT
    oldest = list(wrong(mail, now=now).values_list("attempt_time", flat=True)[limit - 1 : limit])
    return oldest[0] + HOUR if oldest and not _known(mail, address, now) else None


def wrong(mail: str, *, now: datetime) -> QuerySet[AccessFailureLog]:
    """The wrong tries of the last hour that nothing forgave, the newest first."""
    return unforgiven(mail, now=now).exclude(path_info__in=MARKS)


def unforgiven(mail: str, *, now: datetime) -> QuerySet[AccessFailureLog]:
    """The same with the marks among them."""
    rows = AccessFailureLog.objects.filter(username=mail, attempt_time__gt=now - HOUR)
    forgiven = rows.filter(path_info=FORGIVEN).aggregate(last=Max("attempt_time"))["last"]
    since = forgiven or now - HOUR
    return rows.filter(attempt_time__gt=since).order_by("-attempt_time")


@transaction.atomic
def forgive(mail: str, *, until: datetime, address: str | None = None) -> bool:
    """Wrong tries up to `until` count no more, and `address` is known from now on; whether there were any."""
    gone, _ = AccessAttempt.objects.filter(username=mail, attempt_time__lte=until).delete()
    were = wrong(mail, now=until).filter(attempt_time__lte=until).exists()
    row = AccessFailureLog.objects.create(username=mail, ip_address=address, path_info=FORGIVEN)
    AccessFailureLog.objects.filter(pk=row.pk).update(attempt_time=until)
    return gone > 0 or were


def _known(mail: str, address: str | None, now: datetime) -> bool:
    if not address:
        return False
    here = {"username": mail, "ip_address": address}
    here["attempt_time__gt"] = now - timedelta(days=settings.KNOWN_ADDRESS_DAYS)
    if AccessLog.objects.filter(**here).exists():
        return True
    return AccessFailureLog.objects.filter(**here, path_info=FORGIVEN).exists()
