"""CSV that a spreadsheet reads as text: no cell of a stranger's becomes a formula (H:E1, M18, M19)."""

import csv
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

# What makes Excel, LibreOffice or Google Sheets see a formula, a DDE call or a skipped sign; full-width forms are
# folded to the plain ones by some of them. Blanks before it do not help, so they do not count, nor do apostrophes:
# whoever takes ours off again must not be left with theirs.
_BLANK = r"[\s\u200b-\u200f\u2060\ufeff\x00-\x1f]*"
_IN_LINE = r"(?:[^\S\t\r\n]|[\u200b-\u200f\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f])*"
_SIGN = r"[=+\-@|%\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b\uff5c\uff05]"
_DANGEROUS = re.compile(f"'*(?:{_BLANK}{_SIGN}|[\t\r\n\x00])")
# Where a machine's list separator is ";", the quotes do not hold: what follows one is a cell of its own.
_INSIDE = re.compile(f"([;\t\r\n])(?='*{_IN_LINE}{_SIGN})")
_GUARDED_INSIDE = re.compile(f"([;\t\r\n])'(?='*{_IN_LINE}{_SIGN})")
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_HARMLESS = re.compile(r"[^\W_][\w .,:/@()'+-]*")  # most cells: one look
BOM = "\ufeff"  # Excel takes a file without it for one in the machine's own alphabet


def cell(value: object) -> str:
    """One value as text that stays text. Numbers stay numbers; a phone, "+355…", gets the apostrophe as well."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    text = str(value)
    if _HARMLESS.fullmatch(text):
        return text
    guard = "'" if _DANGEROUS.match(text) else ""
    if ";" in text or not text.isprintable():
        text = _UNWRITABLE.sub("\ufffd", _INSIDE.sub(r"\1'", text))
    return guard + text


def plain(text: str) -> str:
    """What a cell of ours said before `cell`: our apostrophes go, and no other. For reading our own files back."""
    bare = _GUARDED_INSIDE.sub(r"\1", text)
    return bare[1:] if bare.startswith("'") and _DANGEROUS.match(bare[1:]) else bare


def lines(rows: Iterable[Iterable[object]], *, bom: bool = True) -> Iterator[str]:
    """Each row as one line of a file, quoted where needed, ended by CR LF (RFC 4180); streams."""
    writer = csv.writer(_Echo())
    if bom:
        yield BOM
    for row in rows:
        yield writer.writerow([cell(value) for value in row])


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text
