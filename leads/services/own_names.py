"""Rows that a clinic names in several languages: what whoever reads calls them."""

from typing import Any, Protocol

from django.utils.translation import get_language

ENGLISH = "en"


class Named(Protocol):
    """`names` is {"it": "Impianto"}."""

    name: str
    names: Any


def shown_name(row: Named) -> str:
    """In the reader's language where the clinic has one, else by its own name.

    English readers see its own name always: a clinic changes that one, and the line of names may still say the old.
    """
    language = (get_language() or ENGLISH).partition("-")[0]
    in_theirs = "" if language == ENGLISH or not isinstance(row.names, dict) else row.names.get(language)
    return in_theirs if isinstance(in_theirs, str) and in_theirs else row.name
