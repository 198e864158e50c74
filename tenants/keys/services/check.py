"""From the X-API-Key header to a clinic and what the key may do. Constant-time where it compares secrets."""

import hmac
import re
from dataclasses import dataclass

from crm.lib.errors import NotAllowed, NotKnown
from crm.lib.ttl import TTLCache
from tenants.context import clinic_context, current_clinic
from tenants.keys.models import ApiKey
from tenants.keys.services.issue import digest
from tenants.models import Clinic
from tenants.services.hosts import CACHE_SECONDS
from tenants.services.routes import clinic_of_key

_SHAPE = re.compile(r"bw_(secret|site)_([a-z0-9]{12})_[a-z0-9]{40}", re.ASCII)
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

    @property
    def is_site(self) -> bool:
        return self.kind == ApiKey.Kind.SITE


def check_key(header: str, *, origin: str = "") -> Key:
    """The key behind a header. Raises NotKnown (401) without one, NotAllowed (403) for a revoked one or a
    site key from a page that is not its own. A revocation, and the closing of a clinic, is noticed within
    CACHE_SECONDS."""
    match = _SHAPE.fullmatch(header)
    if match is None:
        raise NotKnown("Send your API key in the X-API-Key header.")
    key = _found.get_or(match[2], lambda: _ask(match[2]))
    if key is None or not hmac.compare_digest(key.secret_hash, digest(header)):
        raise NotKnown("This API key is not known.")
    if key.revoked:
        raise NotAllowed("This API key was revoked.")
    if key.is_site and origin.lower() not in key.origins:
        raise NotAllowed("This API key does not belong to this page.")
    return key


def key_of_row(row: ApiKey) -> Key:
    """The key that a row of the current clinic stands for, unchecked."""
    revoked = row.revoked_at is not None
    return Key(row.pk, row.kind, str(row), current_clinic(), tuple(row.origins), row.secret_hash, revoked)


def forget_keys() -> None:
    _found.clear()


def _ask(route: str) -> Key | None:
    clinic = clinic_of_key(route)
    if clinic is None or clinic.state not in _RECEIVING:
        return None
    with clinic_context(clinic):
        row = ApiKey.objects.filter(route=route).first()
        return key_of_row(row) if row else None
