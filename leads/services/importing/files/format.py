"""What kind of file somebody sends: by its first bytes, not by its name."""

from pathlib import PurePath

from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, Unreadable

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf", b"BZh")
_PAGE = (b"<html", b"<!doctype", b"<table", b"<?xml")
LINES = (".jsonl", ".ndjson")


def format_of(body: bytes, name: str) -> str:
    """One of FORMATS. Raises Unreadable for what is no list, InvalidData for a file of nothing."""
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise InvalidData(_("There is no row in this file."))
    if body.startswith(_ZIP):
        return "xlsx"
    if body.startswith(_OLD_OFFICE):
        raise Unreadable(_("This is an old .xls file, or one with a password. Save it as XLSX or CSV without one."))
    if body.startswith(_OTHERS) or start.lower().startswith(_PAGE):
        raise Unreadable(_("This file is no list. Send CSV, XLSX or JSON."))
    return _json_or_csv(start, body, PurePath(name.lower()).suffix)


def _json_or_csv(start: bytes, body: bytes, suffix: str) -> str:
    plain = start.replace(b"\0", b"").lstrip(b"\xff\xfe")
    if suffix in LINES:
        return "jsonl"
    if plain[:1] == b"{":
        first, _break, more = body.strip().partition(b"\n")
        return "jsonl" if first.rstrip().endswith(b"}") and more.lstrip()[:1] == b"{" else "json"
    is_list = plain[:1] == b"[" and plain[1:].lstrip()[:1] in (b"{", b"]")
    return "json" if is_list or suffix == ".json" else "csv"
