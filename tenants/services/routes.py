"""Which clinic a key or a provider's account belongs to."""

from crm.lib.ttl import TTLCache
from tenants.context import platform_schema
from tenants.models import Clinic, KeyRoute
from tenants.services.hosts import CACHE_SECONDS

_known: TTLCache[Clinic | None] = TTLCache(seconds=CACHE_SECONDS)


def clinic_of_key(route: str) -> Clinic | None:
    """The clinic that an API key's route names, whatever its state. Believed for CACHE_SECONDS."""
    return _known.get_or(route, lambda: _ask(route))


def forget_routes() -> None:
    _known.clear()


def _ask(route: str) -> Clinic | None:
    with platform_schema():
        found = KeyRoute.objects.filter(pk=route).select_related("clinic").first()
    return found.clinic if found else None


def claim_key_route(route: str, clinic: Clinic) -> None:
    """Reserve a route for a clinic's key. Raises IntegrityError when it is taken, whoever took it."""
    with platform_schema():
        KeyRoute.objects.create(route=route, clinic=clinic)
