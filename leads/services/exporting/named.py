from typing import Any, NamedTuple


class NamedRow(NamedTuple):
    """A name in several languages, as `shown_name` reads it, of a row that was not loaded whole."""

    name: str
    names: Any
