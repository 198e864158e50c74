"""Who may listen: whoever has a session in the clinic whose host was asked. Synchronous; runs in a thread."""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from tenants.context import clinic_context
from tenants.live.events import heard_by
from tenants.services import hosts
from tenants.staff.models import User
from tenants.staff.services.sessions import could_be_key, over


@dataclass(frozen=True)
class Visitor:
    """Whose stream this is, which of its events are shown, and to whom (the number of the account, as text)."""

    clinic: uuid.UUID
    events: frozenset[str]
    user: str


def visitor_of(host: str, session_key: str) -> Visitor | None:
    """The person behind a session of this host's clinic; None for everybody else."""
    name = hosts.normalise(host)
    clinic = hosts.clinic_of(name) if name else None
    if clinic is None or not could_be_key(session_key):
        return None
    with clinic_context(clinic):
        user = _user_of(SessionStore(session_key))
        return Visitor(clinic.uuid, frozenset(heard_by(user)), str(user.pk)) if user else None


def _user_of(session: SessionStore) -> User | None:
    """What Django's login checks, without a request: the account is active and its password is still the same."""
    if BACKEND_SESSION_KEY not in session or over(session, timezone.now()):
        return None
    user = User.objects.filter(pk=session.get(SESSION_KEY), is_active=True).first()
    if user is None or not constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return None
    return user


def allowed_origin(origin: str, host: str) -> dict[str, str]:
    """CORS headers for a page of exactly this host on the web's port; none for anybody else (H:L13)."""
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    ours = f"{settings.PUBLIC_SCHEME}://{hosts.normalise(host)}"
    if not hosts.normalise(host) or origin not in (ours, ours + port):
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Vary": "Origin",
    }
