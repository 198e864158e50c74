"""Two clinics to look at, with their people and 90 days of enquiries (F:I25)."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.conf import settings

from leads.demo.arrivals import arrivals
from leads.models import Lead
from leads.services.intake import Arrival, receive_lead
from leads.services.stages import spread
from tenants.context import clinic_context
from tenants.desk.api.bodies import parse_json
from tenants.keys.services.check import Key, check_key
from tenants.keys.services.issue import issue_key
from tenants.models import Clinic
from tenants.services.provisioning import NewClinic, provision
from tenants.staff import roles
from tenants.staff.models import User
from tenants.staff.services.invitations import accept, invite

CLINICS = (("Tirana Smile", "tirana-smile"), ("Buda Dent", "buda-dent"))
# Only where DEBUG is on; anywhere else every password is drawn and printed once.
DEBUG_PASSWORD = "bridgework-demo"  # noqa: S105
NAMES = {
    roles.ADMIN: "Drita Leka",
    roles.MANAGER: "Giulia Serra",
    roles.AGENT: "Ana Hoxha",
    roles.MARKETING: "Mete Aydın",
    roles.READ_ONLY: "Ilir Gashi",
}
OWNED = 0.7  # this part of the demo leads has an owner


@dataclass(frozen=True)
class DemoClinic:
    """What the operator is told once: addresses, a key, and who may log in with which password."""

    clinic: Clinic
    secret_key: str
    logins: list[dict[str, str]]


def password_for_demo() -> str:
    return DEBUG_PASSWORD if settings.DEBUG else secrets.token_urlsafe(12)


def seed_clinic(name: str, slug: str, *, leads: int, now: datetime) -> DemoClinic:
    """The clinic with its five people, a secret key and `leads` leads. Raises Conflict when it exists."""
    clinic = provision(NewClinic(name, slug, f"{slug}.{settings.BASE_DOMAIN}"))
    with clinic_context(clinic):
        logins = [_login(slug, role) for role in roles.ROLES]
        secret = issue_key(kind="secret", name="Demo website")
        key = check_key(secret)
    _history(key, leads=leads, now=now)
    return DemoClinic(clinic, secret, logins)


def _login(slug: str, role: str) -> dict[str, str]:
    email = f"{slug}+{role.lower().replace('-', '')}@example.com"
    password = password_for_demo()
    accept(invite(email=email, role=role, full_name=NAMES[role]), password=password)
    return {"role": role, "email": email, "password": password}


def _history(key: Key, *, leads: int, now: datetime) -> None:
    """Through the front door, one by one, so that demo data is what real data would be."""
    with clinic_context(key.clinic):
        for moment, body in arrivals(leads=leads, seed=key.clinic.slug, until=now):
            receive_lead(Arrival(body, "application/json", key), parse=parse_json, now=moment)
        _hand_out(Random(key.clinic.slug))  # noqa: S311  repeatable on purpose


def _hand_out(draw: Random) -> None:
    team = list(User.objects.filter(groups__name__in=[roles.AGENT, roles.MANAGER]).order_by("pk"))
    leads = list(Lead.objects.order_by("pk"))
    spread(leads, draw)
    for lead in leads:
        lead.assigned_to = draw.choice(team) if draw.random() < OWNED else None
    Lead.objects.bulk_update(leads, ["assigned_to", "stage"])
