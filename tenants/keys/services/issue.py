"""Making, renewing and revoking keys of the current clinic. Each raises InvalidData before anything is written."""

import hashlib
import re
import secrets
import string
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from crm.lib.errors import InvalidData
from tenants.audit.services.record import record
from tenants.context import current_clinic
from tenants.keys.models import ApiKey
from tenants.models import Clinic
from tenants.models.domain import HOST
from tenants.services.routes import claim_key_route

_ALPHABET = string.ascii_lowercase + string.digits
ROUTE_LENGTH, SECRET_LENGTH = 12, 40  # 62 and 206 bits
# As browsers write it (RFC 6454): no path, and no port where it is the scheme's own.
_ORIGIN = re.compile(rf"(?P<scheme>https?)://(?P<host>{HOST})(:(?P<port>\d{{1,5}}))?/?", re.ASCII)
_OWN_PORT = {"http": 80, "https": 443}


def digest(key: str) -> str:
    """What is kept of a key. A fast hash is right: the secret is 206 random bits, not a password."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def issue_key(*, kind: str, origins: Sequence[str] | None = None, name: str = "") -> str:
    """A new key of the current clinic; the returned text is never seen again. A suspended clinic may have one, for
    its leads still arrive."""
    _check(kind, origins, name)
    allowed = [_origin(origin) for origin in origins or []]
    route = _random(ROUTE_LENGTH)
    key = _key_text(kind, route)
    claim_key_route(route, current_clinic())
    ApiKey.objects.create(kind=kind, route=route, secret_hash=digest(key), origins=allowed, name=name.strip())
    return key


@transaction.atomic
def renew_key(key: ApiKey) -> str:
    """Another secret under the same route; the old one is refused within tenants.services.hosts.CACHE_SECONDS."""
    text = _key_text(key.kind, key.route)
    ApiKey.objects.filter(pk=key.pk).update(secret_hash=digest(text))
    record("key.renewed", key)
    return text


def key_named(route: str) -> ApiKey:
    """The key with this public part. Raises InvalidData that does not repeat what was typed: it may be a secret."""
    found = ApiKey.objects.filter(route=route).first() if set(route) <= set(_ALPHABET) else None
    if found is None:
        raise InvalidData("This clinic has no such key. Give its public part, as list_api_keys shows it.")
    return found


@transaction.atomic
def revoke_key(key: ApiKey, *, now: datetime) -> None:
    """The key stops working within tenants.services.hosts.CACHE_SECONDS; revoking twice keeps the first time."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
        record("key.revoked", key, changes={"revoked_at": (None, now)})


def _check(kind: str, origins: Sequence[str] | None, name: str) -> None:
    clinic = current_clinic()
    if clinic.state == Clinic.State.CLOSING:
        raise InvalidData(f"{clinic.name} is closing: it gets no keys.")
    if kind not in ApiKey.Kind.values:
        raise InvalidData("A key is a secret key or a site key.")
    if kind == ApiKey.Kind.SITE and not origins:
        raise InvalidData("A site key needs at least one --origin: the address of the page it stands in.")
    if kind == ApiKey.Kind.SECRET and origins:
        raise InvalidData("A secret key stands in no page: leave --origin out, or make a site key.")
    if len(name) > ApiKey._meta.get_field("name").max_length or not name.isprintable():
        raise InvalidData("The key's name has at most 80 printable characters.")


def _origin(text: str) -> str:
    match = _ORIGIN.fullmatch(text.strip().lower())
    port = int(match["port"] or 0) if match else 0
    if match is None or port > 65535 or len(match["host"]) > 253:
        raise InvalidData(
            "An origin is written like https://clinic-site.example: scheme and host, no path, no wildcard,"
            " other scripts in their xn-- form."
        )
    shown = f":{port}" if port and port != _OWN_PORT[match["scheme"]] else ""
    return f"{match['scheme']}://{match['host']}{shown}"


def _key_text(kind: str, route: str) -> str:
    return f"bw_{kind}_{route}_{_random(SECRET_LENGTH)}"


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
