"""A text with its places filled: one pass over what staff wrote, never over what was put in (H:X4, X5)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _

from comms.services.placeholders.reading import Part, Place
from crm.lib.errors import InvalidData
from crm.lib.lines import one_line

LONGEST_VALUE = 200  # signs; a name that is longer is none
MOST = 20_000  # signs of a whole text
Shorten = Callable[[str], str]


@dataclass(frozen=True)
class Piece:
    """A run of text, or an address that we put there ourselves."""

    text: str
    is_link: bool = False


@dataclass(frozen=True)
class Filled:
    """`missing` are the places that have neither a value nor other words: with any, nothing may be sent."""

    pieces: tuple[Piece, ...]
    missing: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def html(self) -> str:
        """Everything escaped; an empty line begins a paragraph. Only our own links are links: a patient whose
        name is an address stays text (H:X5)."""
        marked = "".join(_anchor(one.text) if one.is_link else escape(one.text) for one in self.pieces)
        paragraphs = [part.strip("\n") for part in marked.replace("\r\n", "\n").split("\n\n")]
        return "\n".join(f'<p dir="auto">{part.replace(chr(10), "<br>")}</p>' for part in paragraphs if part)


def fill(parts: Iterable[Part], values: Mapping[str, str], shorten: Shorten = str) -> Filled:
    """Put `values` into the places. A value is put in on one line and is not read again, whatever it looks like.

    `shorten` makes of a page's address the one that is sent. Raises InvalidData for a text of more than MOST signs.
    """
    pieces, missing = [], []
    for part in parts:
        piece = Piece(part) if isinstance(part, str) else _put(part, values, shorten)
        if piece is None:
            missing.append(part.name)
        else:
            pieces.append(piece)
    if sum(len(piece.text) for piece in pieces) > MOST:
        raise InvalidData(_("This text has more than %(most)d signs once its places are filled.") % {"most": MOST})
    return Filled(tuple(pieces), tuple(dict.fromkeys(missing)))


def _put(place: Place, values: Mapping[str, str], shorten: Shorten) -> Piece | None:
    if place.target:
        return Piece(shorten(place.target), is_link=True)
    value = one_line(values.get(place.name, ""))[:LONGEST_VALUE]
    if value:
        return Piece(value, is_link=place.name.endswith("_link"))
    return None if place.otherwise is None else Piece(place.otherwise)


def _anchor(address: str) -> str:
    return f'<a href="{escape(address)}">{escape(address)}</a>'
