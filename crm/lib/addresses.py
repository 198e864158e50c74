"""Where a host that somebody typed really is, and whether we may connect there (H:W9)."""

import socket
from ipaddress import ip_address, ip_network


class NotFound(Exception):
    """No such host."""


class Inside(Exception):
    """The host is part of our own network."""


def address_of(host: str, port: int, *, inside: bool = False) -> str:
    """An address of `host`: with `inside` any, else one that is not of our own network.

    Connect to what is returned, not to the name: that may change. Raises NotFound, Inside.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFound from None
    addresses = [entry[4][0] for entry in found]
    if not inside and not all(_is_public(address) for address in addresses):
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
