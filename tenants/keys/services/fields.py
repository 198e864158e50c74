"""What people may say about a key. Each raises InvalidData with the field it is about."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from crm.lib.mail import domain_in_ascii
from tenants.keys.models import ApiKey
from tenants.keys.models.api_key import MOST_PER_HOUR
from tenants.models.domain import HOST

MOST_PAGES = 50
# As browsers write it (RFC 6454): no path, and no port where it is the scheme's own.
_ORIGIN = re.compile(rf"(?P<scheme>https?)://(?P<host>{HOST})(:(?P<port>\d{{1,5}}))?/?", re.ASCII)
_BEHIND = re.compile(r"[/?#]")
_OWN_PORT = {"http": 80, "https": 443}


def origin_of(text: str) -> str:
    """An origin as browsers send it; an empty string for what is none."""
    match = _ORIGIN.fullmatch(text.strip().lower())
    port = int(match["port"] or 0) if match else 0
    if match is None or port > 65535 or len(match["host"]) > 253:
        return ""
    shown = f":{port}" if port and port != _OWN_PORT[match["scheme"]] else ""
    return f"{match['scheme']}://{match['host']}{shown}"


def origin_in(text: str) -> str:
    """The origin of an address as people write or copy it: without https, with a path, in any script. An empty
    string for what is none."""
    scheme, found, rest = text.strip().partition("://")
    host = _BEHIND.split(rest if found else scheme, maxsplit=1)[0]
    name, colon, port = host.partition(":")
    if not found and "." not in name:
        return ""
    return origin_of(f"{scheme if found else 'https'}://{domain_in_ascii(name)}{colon}{port}")


def read_name(text: str) -> str:
    name = text.strip()
    if len(name) > ApiKey._meta.get_field("name").max_length or not name.isprintable():
        raise _wrong("name", _("The key's name has at most 80 printable characters."))
    return name


def read_origins(kind: str, texts: Iterable[str]) -> list[str]:
    """The pages of a key of this kind, each once, in the order in which they were given."""
    texts = list(texts)
    if kind == ApiKey.Kind.SITE and not texts:
        raise _wrong("origins", _("A site key needs at least one address of the website it stands in."))
    if kind == ApiKey.Kind.SECRET and texts:
        raise _wrong("origins", _("A secret key stands in no page: leave its addresses out, or make a site key."))
    if len(texts) > MOST_PAGES:
        raise _wrong("origins", _("A key has at most %(most)d addresses.") % {"most": MOST_PAGES})
    found = [origin_in(text) for text in texts]
    if not all(found):
        raise _wrong(
            "origins",
            _("Write the address of a website, like https://clinic-site.example. None with a * works."),
        )
    return list(dict.fromkeys(found))


def read_per_hour(number: int) -> int:
    if not 1 <= number <= MOST_PER_HOUR:
        raise _wrong("per_hour", _("A number from 1 to %(most)d.") % {"most": MOST_PER_HOUR})
    return number


def _wrong(field: str, said: str) -> InvalidData:
    return InvalidData(said, fields={field: [said]})
