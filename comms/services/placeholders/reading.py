"""What stands in a text that staff wrote: words, and places to be filled (H:X3).

A place is `{name}`, `{name|in other words}` or `{link:https://...}`. There is no way to write a brace pair that is
none, so that a slip is told to whoever writes and never sent to a patient.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData

LINK = "link"
LONGEST_LINK = 400
_PLACE = re.compile(r"\{([^{}]*)\}")
_SHOWN = 40  # signs of what was written, in the sentence about it


@dataclass(frozen=True)
class Place:
    """`name` of the closed list; `otherwise` stands there when there is no value, None when nothing may; `target`
    is the address of a link that staff wrote."""

    name: str
    otherwise: str | None = None
    target: str = ""

    @property
    def written(self) -> str:
        """As it stands between the braces."""
        if self.target:
            return f"{LINK}:{self.target}"
        return self.name if self.otherwise is None else f"{self.name}|{self.otherwise}"


Part = str | Place


def read(text: str, known: Collection[str]) -> tuple[Part, ...]:
    """The parts of `text` in order. Raises InvalidData for a place that is not in `known`, with the nearest that
    is, and for a link that does not lead to an https page. Linear in the length of the text."""
    parts: list[Part] = []
    at = 0
    for found in _PLACE.finditer(text):
        parts += [words] if (words := text[at : found.start()]) else []
        parts.append(place(found[1], known))
        at = found.end()
    return (*parts, text[at:]) if text[at:] else tuple(parts)


def place(written: str, known: Collection[str]) -> Place:
    """One, from what stands between the braces. Raises as `read`."""
    head, colon, target = written.partition(":")
    if colon and head.strip() == LINK:
        return Place(LINK, target=_page(target.strip()))
    name, bar, otherwise = written.partition("|")
    if (name := name.strip()) not in known:
        raise InvalidData(_unknown(name, known))
    return Place(name, " ".join(otherwise.split()) if bar else None)


def _unknown(name: str, known: Collection[str]) -> str:
    told = {"name": name[:_SHOWN]}
    near = get_close_matches(name[:_SHOWN], known, n=1, cutoff=0.5)
    if near:
        return _("There is no placeholder {%(name)s}. Did you mean {%(near)s}?") % (told | {"near": near[0]})
    return _("There is no placeholder {%(name)s}.") % told


def _page(target: str) -> str:
    """The address, when a browser may be sent there. What reads two ways is refused: spaces, backslashes, a name
    and password before the host."""
    try:
        parts = urlsplit(target)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    is_plain = (
        target.isprintable() and not re.search(r"[\s\\|]", target) and "@" not in (parts.netloc if host else "")
    )
    if not host or parts.scheme != "https" or "." not in host or port == 0 or not is_plain:
        raise InvalidData(
            _("A link begins with https:// and leads to a page, as in {link:https://clinic.example}.")
        )
    if len(target) > LONGEST_LINK:
        raise InvalidData(_("An address in a link has at most %(most)d signs.") % {"most": LONGEST_LINK})
    return target
