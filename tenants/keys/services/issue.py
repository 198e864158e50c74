"""Making and revoking keys."""

import hashlib
import secrets
import string
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from crm.lib.errors import InvalidData
from tenants.context import current_clinic
from tenants.keys.models import ApiKey
from tenants.services.routes import claim_key_route

_ALPHABET = string.ascii_lowercase + string.digits
ROUTE_LENGTH, SECRET_LENGTH = 12, 40  # 62 and 206 bits


def digest(key: str) -> str:
    """What is kept of a key. A fast hash is right: the secret is 206 random bits, not a password."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def issue_key(*, kind: str, origins: list[str] | None = None, name: str = "") -> str:
    """A new key of the current clinic; the returned text is never seen again. Raises InvalidData."""
    allowed = [_origin(origin) for origin in origins or []]
    if kind == ApiKey.Kind.SITE and not allowed:
        raise InvalidData("A site key needs at least one --origin: the address of the page it stands in.")
    route, secret = _random(ROUTE_LENGTH), _random(SECRET_LENGTH)
    key = f"bw_{kind}_{route}_{secret}"
    claim_key_route(route, current_clinic())
    ApiKey.objects.create(kind=kind, route=route, secret_hash=digest(key), origins=allowed, name=name)
    return key


def revoke_key(key: ApiKey, *, now: datetime) -> None:
    """The key stops working within tenants.services.hosts.CACHE_SECONDS; revoking twice keeps the first time."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now)


def _origin(text: str) -> str:
    parts = urlsplit(text.strip().lower())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise InvalidData(f"{text} is no origin: write it like https://clinic-site.example, without a path.")
    return f"{parts.scheme}://{parts.netloc}"


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
