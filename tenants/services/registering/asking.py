"""Somebody asks for a clinic at the platform's door (F:I18). It makes a row: no account, no clinic (H:N9)."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
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
        if not (_again(wish) or _kept(wish, now) or _again(wish)):
            raise RuntimeError("A request was neither kept nor known.")


def _again(wish: Wish) -> bool:
    """Counted at the open request of this mail, if there is one."""
    return bool(Registration.objects.open().filter(email=wish.email).update(times_asked=F("times_asked") + 1))


def _kept(wish: Wish, now: datetime) -> bool:
    """False when the same mail asked in this very moment: a form that was sent twice."""
    try:
        with transaction.atomic():
            Registration.objects.create(**asdict(wish), agreed_at=now, asked_at=now)
    except IntegrityError:
        return False
    _tell_the_platform(now)
    return True


def _tell_the_platform(now: datetime) -> None:
    """One mail an hour to each platform admin, however many ask. Nothing that was typed stands in it."""
    from tenants.notices.mail import post
    from tenants.staff.models import User

    for pk in User.objects.filter(is_active=True, is_superuser=True).values_list("pk", flat=True):
        post(MAIL, {"user": pk}, key=f"{pk}:{now:%Y%m%d%H}")
