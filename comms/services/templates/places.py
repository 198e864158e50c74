"""A provider's text with its places, in our notation: {{1}} of theirs is {first_name} of ours."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comms.models import TemplateText
from comms.services.placeholders.known import KNOWN
from comms.services.placeholders.reading import Place, read
from crm.lib.errors import InvalidData

_GAP = "\x00"
_THEIRS = re.compile(r"\{\{\s*(\w{1,60})\s*\}\}")


@dataclass(frozen=True)
class Told:
    """`names` of their places in the order in which they are filled; `places` ours, "" where nobody said."""

    body: str
    names: tuple[str, ...]
    places: tuple[str, ...]


def told(body: str, *, is_named: bool, ours: str = "", held: Mapping[str, str] | None = None) -> Told:
    """What stands in each place: as it was `held` by their name, else as `ours`, when that is the same text, else
    what is called as one of ours is."""
    found = list(dict.fromkeys(_THEIRS.findall(body)))
    names = found if is_named else sorted(found, key=lambda name: name.zfill(60))
    meant = {name: name for name in names if name in KNOWN} | _same_text(body, ours) | dict(held or {})
    places = tuple(meant.get(name, "") for name in names)
    return Told(_THEIRS.sub(lambda at: _written(at[0], meant.get(at[1], "")), body), tuple(names), places)


def _same_text(body: str, ours: str) -> dict[str, str]:
    """By their name, when both have the same words around as many places."""
    try:
        parts = read(ours, KNOWN)
    except InvalidData:
        return {}
    mine = [part.written for part in parts if isinstance(part, Place)]
    words = "".join(part if isinstance(part, str) else _GAP for part in parts)
    is_same = words == _THEIRS.sub(_GAP, body)
    return dict(zip(_THEIRS.findall(body), mine, strict=True)) if is_same else {}


def _written(theirs: str, place: str) -> str:
    return f"{{{place}}}" if place else theirs


def names_of(text: TemplateText) -> list[str]:
    """What the provider calls its places: names, or numbers from one."""
    return text.place_names or [str(number + 1) for number in range(len(text.places))]


def shape(names: Sequence[str], places: Sequence[str]) -> Mapping[str, str]:
    """What is held of each place by its name, without those that nobody said."""
    return {name: place for name, place in zip(names, places, strict=False) if place}
