"""Somebody asks for a clinic at the platform's door (F:I18). It makes a row: no account, no clinic (H:N9)."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from tenants.models import Registration
from tenants.rates.bucket import Bucket
from tenants.rates.spending import spend_on_platform

HOUR = 3600
# Of one address, and of everybody: people have to read them.
PER_ADDRESS, OF_ALL = 5, 60
MAIL = "tenants.clinics_asked"


@dataclass(frozen=True)
class Wish:
    """What somebody filled in, checked and on one line each; `phone` is E.164, `slug` a host label."""

    clinic_name: str
    slug: str
    owner_name: str
    email: str
    phone: str
    country: str
    language: str
    time_zone: str
    ghl_location_id: str = ""


def ask(wish: Wish, *, address: str | None, now: datetime) -> None:
    """Keep the wish for people to decide. Raises TooMany, and then nothing was kept.

    A mail that has an open request keeps that one as it is, whatever else is asked: whoever asks is told the
    same, and nobody changes another's request. No mail goes to the address: a stranger could have us write to
    anybody, and the invitation proves the address later (H:N8).
    """
    ours = [Bucket("register:address", PER_ADDRESS, HOUR, about=address)] if address else []
    spend_on_platform([*ours, Bucket("register", OF_ALL, HOUR)])
    with transaction.atomic():
        # the open request may be decided in the very moment in which it would be counted
        if _kept(wish, now) or (not _counted(wish) and _kept(wish, now)):
            _tell_the_platform(now)


def _kept(wish: Wish, now: datetime) -> bool:
    """False when the mail has an open request; a form that is sent twice at once waits for itself."""
    row = Registration(**asdict(wish), agreed_at=now, asked_at=now)
    Registration.objects.bulk_create([row], ignore_conflicts=True)
    return Registration.objects.filter(pk=row.pk).exists()


def _counted(wish: Wish) -> bool:
    """At the open request of this mail, if there is one."""
    return bool(Registration.objects.open().filter(email=wish.email).update(times_asked=F("times_asked") + 1))


def _tell_the_platform(now: datetime) -> None:
    """One mail an hour to each platform admin, however many ask. Nothing that was typed stands in it."""
    from tenants.notices.mail import post
    from tenants.staff.models import User

    for pk in User.objects.filter(is_active=True, is_superuser=True).values_list("pk", flat=True):
        post(MAIL, {"user": pk}, key=f"{pk}:{now:%Y%m%d%H}")
