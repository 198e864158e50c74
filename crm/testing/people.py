"""Users, logged-in clients and API keys of a clinic."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client

from tenants.context import clinic_context
from tenants.keys.services.issue import issue_key
from tenants.models import Clinic
from tenants.staff import roles
from tenants.staff.models import User

PASSWORD = "a-long-enough-password"


def make_user(
    clinic: Clinic, *, role: str = roles.AGENT, email: str = "agent@example.com", **fields: object
) -> User:
    """Somebody of a clinic who can log in with PASSWORD."""
    with clinic_context(clinic):
        user = User.objects.create_user(email, PASSWORD, **fields)
        user.groups.set([Group.objects.get(name=role)])
        return user


def host_of(clinic: Clinic) -> str:
    return f"{clinic.slug}.localhost"


def client_of(clinic: Clinic, user: User | None = None) -> Client:
    """A browser without JavaScript on the clinic's host: one cookie jar, one host."""
    client = Client(HTTP_HOST=host_of(clinic))
    if user:
        client.cookies[settings.SESSION_COOKIE_NAME] = _session_of(clinic, user)
    return client


def _session_of(clinic: Clinic, user: User) -> str:
    """The key of a new session: what Django's `force_login` does, without one that is thrown away first."""
    request = HttpRequest()
    request.session = SessionStore()
    with clinic_context(clinic):
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        request.session.save()
    return request.session.session_key


def key_of(clinic: Clinic, *, kind: str = "secret", origins: list[str] | None = None) -> str:
    with clinic_context(clinic):
        return issue_key(kind=kind, origins=origins)


def post_lead(client: Client, key: str, **fields: object) -> object:
    """POST /api/v1/leads as a website's server does."""
    return client.post("/api/v1/leads", fields, content_type="application/json", headers={"X-API-Key": key})


@pytest.fixture
def agent(clinic: Clinic) -> User:
    return make_user(clinic)


@pytest.fixture
def agent_client(clinic: Clinic, agent: User) -> Client:
    return client_of(clinic, agent)


@pytest.fixture
def platform_client(database: None) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks: Callable) -> Callable:
    """`with on_commit(execute=True):` runs what a commit would have run."""
    return django_capture_on_commit_callbacks
