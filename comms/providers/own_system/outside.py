"""A page of somebody else's at an address that somebody typed: never one of our own network (H:W9).

https alone; the name is looked up once, every address of it has to be public, and the one that was looked at is the
one connected to. Nobody is followed elsewhere.
"""

from collections.abc import Callable, Mapping
from urllib.parse import SplitResult, urlsplit, urlunsplit

from crm.lib.addresses import Inside, NotFound
from crm.lib.errors import ProviderAway
from crm.lib.http import Reply, ask, is_loopback

LONGEST = 500
_NEVER = set(" \\<>\"'`{}|^")
FindAddress = Callable[[str, int], str]  # as crm.lib.addresses.address_of

__all__ = ["LONGEST", "Inside", "NoAddress", "NotFound", "look_up", "parts_of", "post_outside"]


class NoAddress(ValueError):
    """What was typed is no https address of a server."""


def parts_of(url: str, *, inside: bool = False) -> SplitResult:
    """Raises NoAddress for anything but https://host/..., without user, password and fragment. With `inside`, for
    development, plain http on this machine will do as well."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise NoAddress from None
    plain = url.isascii() and url.isprintable() and not set(url) & _NEVER and len(url) <= LONGEST
    fits = parts.scheme == "https" or (inside and is_loopback(url))
    if not plain or not fits or not host or "@" in parts.netloc or "#" in url or port == 0:
        raise NoAddress
    return parts


def look_up(url: str, find: FindAddress, *, inside: bool = False) -> str:
    """Where it leads now. Raises NoAddress, Inside, NotFound."""
    parts = parts_of(url, inside=inside)
    return find(parts.hostname or "", parts.port or 443)


def post_outside(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    find: FindAddress,
    seconds: float,
    most: int,
    inside: bool = False,
) -> Reply:
    """POST these bytes. Raises NoAddress, Inside, and what `http.ask` does but ValueError."""
    parts = parts_of(url, inside=inside)
    if inside and is_loopback(url):
        return ask("POST", url, seconds=seconds, most=most, headers=headers, content=body)
    try:
        address = look_up(url, find)
    except NotFound:
        raise ProviderAway("no such name") from None
    place = f"[{address}]" if ":" in address else address
    there = urlunsplit(("https", f"{place}:{parts.port or 443}", parts.path or "/", parts.query, ""))
    about = {**headers, "Host": parts.netloc}
    return ask("POST", there, seconds=seconds, most=most, headers=about, content=body, name=parts.hostname or "")
