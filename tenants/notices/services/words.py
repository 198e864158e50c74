"""Filling the slots of a text, in one pass: what a person wrote is never read as a slot itself (H:X3, X4)."""

import re
from collections.abc import Mapping

LONGEST = 200
_SLOT = re.compile(r"%\((\w+)\)s")


def filled(text: object, about: object) -> str:
    """The text with "%(name)s" replaced by what `about` has for it, or by nothing."""
    known = about if isinstance(about, Mapping) else {}
    return _SLOT.sub(lambda slot: str(known.get(slot[1], "")), str(text))


def storable(about: Mapping[str, object]) -> dict[str, str]:
    """Short, and without the two kinds of sign that the database refuses: a notice never undoes its cause."""
    return {str(name): _plain(str(value)) for name, value in about.items()}


def _plain(text: str) -> str:
    return text[:LONGEST].replace("\0", "").encode("utf-8", "ignore").decode()
