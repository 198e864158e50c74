"""In which alphabet a text file is written (H:I6)."""

from charset_normalizer import from_bytes

from leads.services.importing.files.alphabets import likeliest

BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
SAMPLE = 64 * 1024
NAMES = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
    "utf-32": "UTF-32", "cp1250": "Windows-1250", "cp1251": "Windows-1251", "cp1252": "Windows-1252",
    "cp1253": "Windows-1253", "cp1254": "Windows-1254", "cp1256": "Windows-1256", "iso8859-2": "ISO 8859-2",
    "iso8859-5": "ISO 8859-5", "iso8859-9": "ISO 8859-9", "iso8859-15": "ISO 8859-15", "koi8-r": "KOI8-R",
    "mac-roman": "Mac Roman",
}  # fmt: skip

# What people may choose from, where our guess is wrong: by the names that they know.
_CODES = ("utf-8-sig", "utf-16", *(code for code in NAMES if not code.startswith("utf")))
ALPHABETS = {code: NAMES[code] for code in _CODES}


def errors_of(encoding: str) -> str:
    """What a decoder does with bytes that are no sign: they stay to be seen, and the row is doubted."""
    return "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"


def encoding_of(body: bytes) -> str:
    """The name that Python has for it.

    One line in another alphabet does not change that of all: a file is UTF-8 while more of its lines with letters
    beyond ASCII are than are not.
    """
    bom = next((name for sign, name in BOMS if body.startswith(sign)), "")
    if bom or (bom := _without_bom(body[:SAMPLE])):
        return bom
    if _is_utf8(body):
        return "utf-8"
    if known := likeliest(body):
        return known
    guess = from_bytes(body[:SAMPLE]).best()
    return guess.encoding.replace("_", "-") if guess else "cp1252"


def as_said(encoding: str, body: bytes) -> str:
    """What somebody says against our guess. UTF-16 that does not say its order has that of its zeros, else that of
    Windows: Python reads none without."""
    if encoding != "utf-16" or any(body.startswith(sign) for sign, name in BOMS if name == encoding):
        return encoding
    return _without_bom(body[:SAMPLE]) or "utf-16-le"


def _without_bom(sample: bytes) -> str:
    """UTF-16 of a text that is mostly signs and figures has a zero in every second place."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 10 < len(sample) or min(even, odd) * 10 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        lines = [line for line in body.splitlines() if not line.isascii()]
        good = sum(_decodes(line) for line in lines)
        return good * 2 > len(lines)
    return True


def _decodes(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
