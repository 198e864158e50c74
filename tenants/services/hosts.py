"""From the Host header to a clinic. Nothing else in a request may choose one (H:T12, T13)."""

import re

from django.conf import settings

from crm.lib.ttl import TTLCache
from tenants.context import platform_schema
from tenants.models import Clinic, Domain
from tenants.models.domain import HOST

# A clinic that is suspended or moved is noticed everywhere within this many seconds (HOUSE 18).
CACHE_SECONDS = 3
LONGEST = Domain._meta.get_field("name").max_length
_HEADER = re.compile(rf"(?P<name>{HOST})\.?(:\d{{1,5}})?", re.ASCII)
_known: TTLCache[Clinic | None] = TTLCache(seconds=CACHE_SECONDS)


def normalise(header: str) -> str:
    """Lower case, no port, no trailing dot; an empty string when it is no host name."""
    match = _HEADER.fullmatch(header.strip().lower())
    return match["name"] if match and len(match["name"]) <= LONGEST else ""


def is_platform_host(host: str) -> bool:
    return host == settings.BASE_DOMAIN


def clinic_of(host: str) -> Clinic | None:
    """The served clinic of a normalised host, or None. Believed for CACHE_SECONDS."""
    return _known.get_or(host, lambda: _ask(host))


def forget_hosts() -> None:
    """After a change in this process; other processes notice within CACHE_SECONDS."""
    _known.clear()


def _ask(host: str) -> Clinic | None:
    with platform_schema():
        found = Domain.objects.filter(name=host).select_related("clinic").first()
    served = {Clinic.State.ACTIVE, Clinic.State.SUSPENDED}
    return found.clinic if found and found.clinic.state in served else None


def address_of(clinic: Clinic) -> str:
    """https://host[:port] of the clinic's primary domain: what every link to it starts with (H:T13)."""
    with platform_schema():
        host = Domain.objects.get(clinic=clinic, is_primary=True).name
    return _address(host)


def platform_address() -> str:
    return _address(settings.BASE_DOMAIN)


def _address(host: str) -> str:
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{settings.PUBLIC_SCHEME}://{host}{port}"
