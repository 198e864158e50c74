"""The text and the files of a mail, whatever its program made of MIME (RFC 2047, 2231)."""

import hashlib
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from itertools import islice

from comms.providers.base import Media
from comms.providers.mail.html import plain
from crm.lib.shapes import LONGEST, storable

PARTS = 200  # that we look at
FILES, ALL_FILES = 25, 25 * 1024**2  # of one mail, and the bytes of all of them
# Behind more lines than the largest mail has, or a server's report, which is short, and behind more boundaries than
# people write, a mail is cut: each part becomes an object, and 25 MB hold five million (H:W6, X10).
MOST_BOUNDARIES, MOST_LINES, MOST_OF_REPORT = 2000, 500_000, 20_000
LONGEST_HEADER = 32_768  # signs of one
_REPORT = re.compile(rb"^content-type:\s*message/delivery-status", re.IGNORECASE | re.MULTILINE)


def parsed(raw: bytes) -> Message:
    """The mail of these bytes, as far as it has a size that people's mails have. May raise RecursionError."""
    lines = MOST_OF_REPORT if _REPORT.search(raw) else MOST_LINES
    return message_from_bytes(_first(_first(raw, b"\n", lines), b"\n--", MOST_BOUNDARIES))


def _first(raw: bytes, mark: bytes, most: int) -> bytes:
    """Up to the mark of this number."""
    return mark.join(raw.split(mark, most)[:most])


def header(mail: Message, name: str) -> str:
    """A header as people read it, in one line."""
    written = mail.get(name)
    if written is None:
        return ""
    return " ".join(_decoded(str(written)[:LONGEST_HEADER]).split())


def _decoded(written: str) -> str:
    try:
        pieces = decode_header(written)
    except (HeaderParseError, ValueError):
        return storable(written)
    return "".join(_text(one, charset) if isinstance(one, bytes) else storable(one) for one, charset in pieces)


def _text(raw: bytes, charset: str | None) -> str:
    """Bytes of a charset that we may not know: then every byte is a sign, and most of them the right one."""
    try:
        return storable(raw.decode(charset or "utf-8"))
    except (LookupError, UnicodeError, ValueError):
        return storable(raw.decode("latin-1"))


def text_in(mail: Message) -> str:
    """What was written: its plain text, else the words of its HTML."""
    for kind in ("text/plain", "text/html"):
        texts = [_said(part) for part in _leaves(mail) if part.get_content_type() == kind and not _is_file(part)]
        if any(text.strip() for text in texts):
            joined = "\n".join(texts)[: 8 * LONGEST]
            return (plain(joined) if kind == "text/html" else joined).replace("\r\n", "\n").strip()[:LONGEST]
    return ""


def files_in(mail: Message) -> tuple[Media, ...]:
    """What came along, as far as it fits: a file that would be too much is named, without its bytes."""
    left, found = ALL_FILES, []
    for part in islice((part for part in _leaves(mail) if _is_file(part)), FILES):
        content = _content(part)
        fits = len(content) <= left
        left -= len(content) if fits else 0
        found.append(
            Media(
                mime=part.get_content_type()[:100],
                name=_file_name(part),
                sha256=hashlib.sha256(content).hexdigest(),
                content=content if fits else None,
            )
        )
    return tuple(found)


def _leaves(mail: Message) -> Iterator[Message]:
    return (part for part in islice(mail.walk(), PARTS) if not part.is_multipart())


def _is_file(part: Message) -> bool:
    if part.get_content_disposition() == "attachment" or _file_name(part):
        return True
    return part.get_content_maintype() not in {"text", "multipart", "message"}


def _file_name(part: Message) -> str:
    try:
        return _decoded(part.get_filename() or "")[:240]
    except (ValueError, LookupError, TypeError):  # a parameter that breaks RFC 2231
        return "file"


def _said(part: Message) -> str:
    try:
        charset = part.get_content_charset()
    except (ValueError, LookupError):
        charset = None
    return _text(_content(part), charset)


def _content(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        content = None
    return content if isinstance(content, bytes) else b""
