"""Where a host that somebody typed really is, and whether we may connect there (H:W9)."""

from django.conf import settings

from crm.lib.addresses import Inside, NotFound, address_of

__all__ = ["Inside", "NotFound", "public_address"]


def public_address(host: str, port: int) -> str:
    """As crm.lib.addresses; CREDENTIAL_TESTS_INSIDE (development) allows any address."""
    return address_of(host, port, inside=settings.CREDENTIAL_TESTS_INSIDE)
