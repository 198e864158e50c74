"""Two clinics to look at, with their people and 90 days of enquiries (F:I25).

Their rows are written first and their doors opened last: whatever a crash left is still being set up, nobody has
seen or changed it, and the same call finishes it. A demo clinic that was opened once is never touched again.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from leads.demo_parts import demo_parts
from leads.services.demo_history import relive
from leads.services.demo_staff import settle
from tenants.context import current_clinic
from tenants.keys.models import ApiKey
from tenants.keys.services.check import Key, key_of_row
from tenants.keys.services.issue import issue_key
from tenants.keys.services.rotate import renew_key
from tenants.models import Clinic
from tenants.services.provisioning import NewClinic, provision, reserve
from tenants.staff.services.platform import make_platform_admin

CLINICS = (("Tirana Smile", "tirana-smile"), ("Buda Dent", "buda-dent"))
PLATFORM_MAIL = "platform@example.com"
# Only where DEBUG is on; anywhere else every password is drawn and printed once.
DEBUG_PASSWORD = "bridgework-demo"  # noqa: S105
KEY_NAME, PAGE_KEY_NAME = "Demo website", "Demo form"


@dataclass(frozen=True)
class DemoClinic:
    """What the operator is told once: keys, where the website is, and who may log in with which password."""

    clinic: Clinic
    secret_key: str
    logins: list[dict[str, str]]
    site_key: str
    site: str


def clinics_to_seed(*, only_if_empty: bool) -> list[NewClinic]:
    """The demo clinics that are not open yet; with `only_if_empty` and a clinic of any kind, only those that an
    interrupted run left: what somebody removed since does not come back."""
    wanted = [NewClinic(name, slug, f"{slug}.{settings.BASE_DOMAIN}") for name, slug in CLINICS]
    opened = set(Clinic.objects.with_schema().values_list("slug", flat=True))
    if only_if_empty and opened:
        begun = Clinic.objects.filter(state=Clinic.State.PROVISIONING)
        return [new for new in wanted if new.slug in set(begun.values_list("slug", flat=True))]
    return [new for new in wanted if new.slug not in opened]


def demo_clinics() -> list[Clinic]:
    """Those that are open, as CLINICS names them."""
    slugs = [slug for _name, slug in CLINICS]
    found = Clinic.objects.with_schema().filter(slug__in=slugs, state=Clinic.State.ACTIVE)
    return sorted(found, key=lambda clinic: slugs.index(clinic.slug))


@transaction.atomic
def begin(clinics: list[NewClinic]) -> dict[str, str]:
    """Reserve them all and let somebody log in on the platform; returns that login. Raises Conflict."""
    for new in clinics:
        reserve(new)
    password = password_for_demo()
    make_platform_admin(email=PLATFORM_MAIL, password=password)
    return {"host": settings.BASE_DOMAIN, "email": PLATFORM_MAIL, "password": password}


def seed_clinic(new: NewClinic, *, leads: int, now: datetime, tell: Callable[[DemoClinic], None]) -> None:
    """Fill and open the clinic: settings, people, a secret key, `leads` leads. `tell` hears of it before it opens.

    Takes up what an interrupted call with the same `leads` left; passwords and key are then other ones, for nobody
    was told the first.
    """
    provision(new, before_opening=lambda: tell(_fill(leads=leads, now=now)))


def password_for_demo() -> str:
    return DEBUG_PASSWORD if settings.DEBUG else secrets.token_urlsafe(12)


def _fill(*, leads: int, now: datetime) -> DemoClinic:
    clinic = current_clinic()
    logins = settle(clinic.slug, password_for=password_for_demo)
    known = ApiKey.objects.filter(name=KEY_NAME).first()
    secret = renew_key(known, now=now) if known else issue_key(kind=ApiKey.Kind.SECRET, name=KEY_NAME)
    site = site_of(clinic.slug)
    page = ApiKey.objects.filter(name=PAGE_KEY_NAME).first() or _page_key(site)
    relive(server=_key(KEY_NAME), page=key_of_row(page), leads=leads, now=now)
    for fill in demo_parts():
        fill(clinic.slug, now)
    return DemoClinic(clinic, secret, logins, page.text, site)


def site_of(slug: str) -> str:
    """The origin of the website that `make run` serves for a demo clinic."""
    port = getattr(settings, "SAMPLE_PORT", "")
    return f"{settings.PUBLIC_SCHEME}://{slug}-site.{settings.BASE_DOMAIN}{f':{port}' if port else ''}"


def _page_key(site: str) -> ApiKey:
    issue_key(kind=ApiKey.Kind.SITE, origins=[site], name=PAGE_KEY_NAME)
    return ApiKey.objects.get(name=PAGE_KEY_NAME)


def _key(name: str) -> Key:
    return key_of_row(ApiKey.objects.get(name=name))
