"""From the X-API-Key header to a clinic and what the key may do. Constant-time where it compares secrets."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from crm.lib.errors import NotAllowed, NotKnown
from crm.lib.ttl import TTLCache
from tenants.context import clinic_context, current_clinic
from tenants.keys.models import ApiKey
from tenants.keys.models.api_key import PER_HOUR
from tenants.keys.services.texts import SHAPE, digest
from tenants.models import Clinic
from tenants.services.hosts import CACHE_SECONDS
from tenants.services.routes import clinic_of_key

# Clinics that still take leads. A closing or unfinished one does not exist for the outside (HOUSE 8).
_RECEIVING = {Clinic.State.ACTIVE, Clinic.State.SUSPENDED}
_found: TTLCache["Key | None"] = TTLCache(seconds=CACHE_SECONDS)


@dataclass(frozen=True)
class Key:
    """A checked key: whose it is and what it is for."""

    id: int
    kind: str
    shown: str  # its name, or its public part
    clinic: Clinic
    origins: tuple[str, ...]
    secret_hash: str
    revoked: bool
    scopes: frozenset[str] = frozenset()
    per_hour: int = PER_HOUR
    previous_hash: str = ""
    previous_until: datetime | None = None

    @property
    def is_site(self) -> bool:
        return self.kind == ApiKey.Kind.SITE

    def may(self, scope: str) -> bool:
        """Whether this key was made for it: "leads:create", see tenants.keys.scopes."""
        return scope in self.scopes

    def stands_in(self, origin: str) -> bool:
        """Whether a page of this origin is one of its own; `origin` as the browser sends it."""
        return self.is_site and origin.lower() in self.origins

    def fits(self, header: str, now: datetime) -> bool:
        """Whether this text is the key's, or was until a rotation that still lets it. Both are always compared."""
        given = digest(header)
        is_now = hmac.compare_digest(self.secret_hash, given)
        was = hmac.compare_digest(self.previous_hash or self.secret_hash, given)
        return is_now or (was and self.previous_until is not None and now < self.previous_until)


def check_key(header: str, *, origin: str = "") -> Key:
    """The key behind a header. Raises NotKnown (401) without one, NotAllowed (403) for a revoked one or a
    site key from a page that is not its own. A revocation, and the closing of a clinic, is noticed within
    CACHE_SECONDS."""
    if SHAPE.fullmatch(header) is None:
        raise NotKnown("Send your API key in the X-API-Key header.")
    key = key_behind(header)
    if key is None:
        raise NotKnown("This API key is not known.")
    if key.revoked:
        raise NotAllowed("This API key was revoked.")
    if key.is_site and not key.stands_in(origin):
        raise NotAllowed("This API key does not belong to this page.")
    return key


def key_behind(header: str) -> Key | None:
    """The key whose text this is, revoked or not and from wherever it came; believed for CACHE_SECONDS."""
    match = SHAPE.fullmatch(header)
    key = _found.get_or(match[2], lambda: _ask(match[2])) if match else None
    return key if key and key.fits(header, timezone.now()) else None


def key_of_row(row: ApiKey) -> Key:
    """The key that a row of the current clinic stands for, unchecked."""
    return Key(
        id=row.pk,
        kind=row.kind,
        shown=str(row),
        clinic=current_clinic(),
        origins=tuple(row.origins),
        secret_hash=row.secret_hash,
        revoked=row.revoked_at is not None,
        scopes=frozenset(row.scopes),
        per_hour=row.per_hour,
        previous_hash=row.previous_hash,
        previous_until=row.previous_until,
    )


def forget_keys() -> None:
    _found.clear()


def _ask(route: str) -> Key | None:
    clinic = clinic_of_key(route)
    if clinic is None or clinic.state not in _RECEIVING:
        return None
    with clinic_context(clinic):
        row = ApiKey.objects.filter(route=route).first()
        return key_of_row(row) if row else None
