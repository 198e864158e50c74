"""Which clinic a key or a provider's account belongs to."""

from tenants.context import platform_schema
from tenants.models import Clinic, KeyRoute


def clinic_of_key(route: str) -> Clinic | None:
    """The clinic that an API key's route names, whatever its state."""
    with platform_schema():
        found = KeyRoute.objects.filter(pk=route).select_related("clinic").first()
    return found.clinic if found else None


def claim_key_route(route: str, clinic: Clinic) -> None:
    """Reserve a route for a clinic's key. Raises IntegrityError when it is taken, whoever took it."""
    with platform_schema():
        KeyRoute.objects.create(route=route, clinic=clinic)
