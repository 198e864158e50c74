"""Where a host that somebody typed really is, and whether we may connect there (H:W9)."""

import socket
from ipaddress import ip_address

from django.conf import settings


class NotFound(Exception):
    """No such host."""


class Inside(Exception):
    """The host is part of our own network."""


def public_address(host: str, port: int) -> str:
    """An address of `host` that is not one of ours. Connect to what is returned, not to the name: that may change.

    Raises NotFound, Inside. CREDENTIAL_TESTS_INSIDE (development) allows any address.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFound from None
    addresses = [entry[4][0] for entry in found]
    if not settings.CREDENTIAL_TESTS_INSIDE and not all(_is_public(address) for address in addresses):
        raise Inside
    return addresses[0]


def _is_public(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not (mapped or found).is_multicast
