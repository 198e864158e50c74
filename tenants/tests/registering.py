"""Requests for clinics, for tests: the form as a person fills it in, and rows."""

from datetime import datetime
from itertools import count

from django.test import Client

from tenants.models import Registration
from tenants.owner import as_owner

PATH = "/company/register"
FORM = {
    "clinic_name": "Tirana Bright",
    "slug": "tirana-bright",
    "owner_name": "Arta Hoxha",
    "email": "Arta@Bright.example",
    "phone": "069 212 3456",
    "country": "AL",
    "language": "sq",
    "time_zone": "Europe/Tirane",
    "ghl_location_id": "ve9EPM428h8vShlRW1KT",
    "agreed": "on",
}
_number = count(1)


def visitor() -> Client:
    """Somebody at the platform's door, from an address that nobody else has: what knocks is counted by it."""
    n = next(_number)
    return Client(HTTP_HOST="localhost", REMOTE_ADDR=f"198.18.{n // 250}.{n % 250 + 1}")


def asked(*, now: datetime, **fields: object) -> Registration:
    """A request as the form keeps it."""
    form = {name: value for name, value in FORM.items() if name != "agreed"}
    plain = {**form, "email": "arta@bright.example", "phone": "+355692123456"}
    return Registration.objects.create(**{**plain, "agreed_at": now, "asked_at": now, **fields})


def forget_operator(email: str) -> None:
    """Somebody of the platform who really was there: sessions, lines in the trail, account. Only the owner may."""
    with as_owner() as owner, owner.cursor() as cursor:
        who = "(SELECT id FROM staff_user WHERE email = %s)"
        cursor.execute(f"DELETE FROM auditlog_logentry WHERE actor_id IN {who}", [email])
        cursor.execute(f"DELETE FROM usersessions_usersession WHERE user_id IN {who}", [email])
        cursor.execute("DELETE FROM staff_user WHERE email = %s", [email])
        cursor.execute("DELETE FROM axes_accesslog WHERE username = %s", [email])
        cursor.execute("DELETE FROM django_session")  # of the platform alone, and of this test process
