"""A text with its places filled: one pass over what staff wrote, never over what was put in (H:X4)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from comms.services.placeholders.reading import Part, Place
from crm.lib.errors import InvalidData
from crm.lib.lines import one_line

LONGEST_VALUE = 200  # signs; a name that is longer is none
MOST = 20_000  # signs of a whole text
Shorten = Callable[[str], str]


@dataclass(frozen=True)
class Filled:
    """`missing` are the places that have neither a value nor other words: with any, nothing may be sent."""

    text: str
    missing: tuple[str, ...] = ()


def fill(parts: Iterable[Part], values: Mapping[str, str], shorten: Shorten = str) -> Filled:
    """Put `values` into the places. A value is put in on one line and is not read again, whatever it looks like.

    `shorten` makes of a page's address the one that is sent. Raises InvalidData for a text of more than MOST signs.
    """
    pieces, missing = [], []
    for part in parts:
        piece = part if isinstance(part, str) else _put(part, values, shorten)
        if piece is None:
            missing.append(part.name)
        else:
            pieces.append(piece)
    if sum(map(len, pieces)) > MOST:
        raise InvalidData(_("This text has more than %(most)d signs once its places are filled.") % {"most": MOST})
    return Filled("".join(pieces), tuple(dict.fromkeys(missing)))


def _put(place: Place, values: Mapping[str, str], shorten: Shorten) -> str | None:
    if place.target:
        return shorten(place.target)
    value = one_line(values.get(place.name, ""))[:LONGEST_VALUE]
    return value or place.otherwise
