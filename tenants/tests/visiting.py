"""Steps of a visit, for tests: open it on the platform, go through its door, look around."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.test import Client

from crm.testing.people import PASSWORD, client_of, host_of
from tenants.models import Clinic, Visit
from tenants.services.visits import door, open_visit
from tenants.staff.models import User
from tenants.staff.services.platform import make_platform_admin

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
REASON = "Leads of the form do not arrive"


def operator_user(email: str = "platform@example.com") -> User:
    return make_platform_admin(email=email, password=PASSWORD)


def operator_client(user: User) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def opened(
    clinic: Clinic, by: User, *, now: datetime, role: str = Visit.Role.READ_ONLY, minutes: int = 15
) -> Visit:
    return open_visit(clinic, by=by, reason=REASON, role=role, minutes=minutes, now=now)


def path_of(visit: Visit) -> str:
    return urlsplit(door(visit)).path


def inside(visit: Visit) -> Client:
    """A browser that went through the door just now."""
    client = client_of(visit.clinic)
    answer = client.post(path_of(visit))
    assert (answer.status_code, answer["Location"]) == (302, "/admin/"), host_of(visit.clinic)
    return client
