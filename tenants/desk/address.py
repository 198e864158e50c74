"""Where a request comes from, for everything that counts or pauses by address."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

NETWORK = 64  # bits of an IPv6 address: the least that one customer is given, and all of it is theirs


def client_address(request: HttpRequest) -> str | None:
    """The address of whoever asked, seen through TRUSTED_PROXIES proxies of ours; None when it is not known.

    Each proxy adds the address it was asked from at the right end of X-Forwarded-For: whatever stands further left
    was written by a stranger. A header too short for our proxies, or without an address where ours stands, did not
    come through them; then it is the address of the connection itself.
    """
    count = settings.TRUSTED_PROXIES
    if count:
        passed = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", count)[-count:]
        if len(passed) == count and (found := _address(passed[0])):
            return found
    return _address(request.META.get("REMOTE_ADDR", ""))


def counted_address(request: HttpRequest) -> str | None:
    """What tries are counted and pauses are kept by: an IPv4 address, or the first address of an IPv6 network.

    Whoever has one IPv6 address has 2**64 of them (RFC 6177), and a pause of one would be none.
    """
    found = client_address(request)
    if found is None or ":" not in found:
        return found
    return str(ip_network(f"{found}/{NETWORK}", strict=False).network_address)


@lru_cache(maxsize=1000)
def _address(text: str) -> str | None:
    """One spelling for each address: no port, no brackets, no zone, IPv4 as such."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(found)
