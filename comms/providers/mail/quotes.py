"""Where a reply ends and what it answers begins: programs put the older mail below the new one."""

import re
from collections.abc import Iterable

LONGEST_QUOTED = 20_000
LONGEST_LINE = 400  # signs of a line that may introduce one
# "On Thu, 19 Nov 2026 Clinic wrote:" in the languages of our patients.
_WROTE = re.compile(
    r"\b(?:wrote|ha scritto|schrieb|a écrit|escribió|yazdı|shkroi|ka shkruar|كتب|napisała?|a scris|schreef)\b"
)
_DATED = re.compile(r"\d|@")
_DIVIDED = re.compile(
    r"-{2,} ?(?:original message|messaggio originale|ursprüngliche nachricht|message d'origine|mensaje original|"
    r"özgün ileti|orijinal mesaj|mesazhi origjinal|forwarded message) ?-{2,}"
)
# Outlook: a long line, or who and when of the older mail.
_RULER = re.compile(r"_{8,}")
_FROM = re.compile(r"(?:from|da|von|de|kimden|nga): .")
_SENT = re.compile(
    r"(?:sent|inviato|gesendet|envoyé|enviado|gönderildi|gönderilme|dërguar|date|data|datum|tarih)\b.*: ?."
)


def cut(text: str) -> tuple[str, str]:
    """What was written now, and the older mail under it.

    Whoever answers below or between the lines keeps all of theirs: then quoted lines alone are left out.
    """
    lines = text.split("\n")
    end = next((place for place in range(len(lines)) if _begins_here(lines, place)), len(lines))
    said, quoted = _own(lines[:end]), "\n".join(lines[end:])
    if not said:
        said, quoted = _own(line for place, line in enumerate(lines) if not _begins_here(lines, place)), text
    return said or text.strip(), quoted.strip()[:LONGEST_QUOTED]


def _own(lines: Iterable[str]) -> str:
    kept = "\n".join(line.rstrip() for line in lines if not line.startswith(">"))
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def _begins_here(lines: list[str], place: int) -> bool:
    """Whether the older mail begins with this line."""
    line, following = lines[place].strip(), lines[place + 1].strip() if place + 1 < len(lines) else ""
    if not line or len(line) > LONGEST_LINE:
        return False
    low = line.lower()
    headed = _FROM.match(low) and _SENT.match(following.lower())
    return bool(headed or _DIVIDED.match(low) or _RULER.fullmatch(line) or _introduces(line, following))


def _introduces(line: str, following: str) -> bool:
    """A date or an address, and "wrote:" behind it, on this line or, broken once, on the next."""
    if line.startswith(">") or not _DATED.search(line):
        return False
    if line.endswith(":"):
        return bool(_WROTE.search(line))
    broken = following.endswith(":") and len(following) <= LONGEST_LINE and not following.startswith(">")
    return bool(broken and _WROTE.search(following))
