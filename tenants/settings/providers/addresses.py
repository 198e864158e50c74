"""Where a host that somebody typed really is, and whether we may connect there (H:W9)."""

import socket
from ipaddress import ip_address, ip_network

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


# Python 3.11 calls these public: the first hides IPv4 addresses (RFC 3056), the others are reserved.
_NOT_PUBLIC = [
    ip_network(text) for text in ("2002::/16", "2001::/23", "2001:db8::/32", "192.88.99.0/24", "192.0.0.0/24")
]
_IPV6_IN_USE = ip_network("2000::/3")


def _is_public(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    if found.version == 6 and found not in _IPV6_IN_USE:
        return False
    return found.is_global and not found.is_multicast and not any(found in net for net in _NOT_PUBLIC)
