"""Files that patients sent, fetched from Meta and from nobody else (INTEGRATIONS 4.1; H:W9)."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from comms.providers.asking import OK
from comms.providers.base import Media
from comms.providers.whatsapp.client import WhatsAppCloud
from comms.providers.whatsapp.errors import refusal
from crm.lib.errors import ProviderError
from crm.lib.http import get, is_loopback, is_safe

HOSTS = ("fbsbx.com", "facebook.com")
_ID = re.compile(r"[\w-]{1,128}", re.ASCII)
MOST = 100 * 1024 * 1024  # bytes, of the largest document that WhatsApp takes


@dataclass(frozen=True)
class Fetched:
    content: bytes
    mime: str


def fetch_media(account: WhatsAppCloud, media: Media, *, most: int = MOST) -> Fetched:
    """The file of a message, within seven days. Safe to repeat.

    Its address is asked for, because it holds for five minutes. Raises Refused, ProviderAway, and ProviderError for
    an address that is not Meta's or a file over `most` bytes.
    """
    if not _ID.fullmatch(media.media_id):
        raise ProviderError("no id of a file", permanent=True)
    found = account.read(media.media_id)
    url = found.get("url")
    if not isinstance(url, str) or not is_theirs(url, base=account.base):
        raise ProviderError("a file that is not at Meta's", permanent=True)
    reply = get(url, seconds=account.seconds * 6, most=most, headers=account.key())
    if reply.status not in OK:
        raise refusal(reply)
    return Fetched(reply.body, str(found.get("mime_type") or media.mime))


def is_theirs(url: str, *, base: str) -> bool:
    """The key travels with the question, so it goes to Meta alone; to the simulator where that is the base."""
    if not is_safe(url):
        return False
    if is_loopback(url):
        return is_loopback(base) and urlsplit(url).netloc == urlsplit(base).netloc
    host = urlsplit(url).hostname or ""
    return any(host == one or host.endswith(f".{one}") for one in HOSTS)
