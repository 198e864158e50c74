"""What floors above add to a demo clinic, after its leads and before its doors open."""

from collections.abc import Callable, Iterator
from datetime import datetime

Part = Callable[[str, datetime], None]
_parts: dict[str, Part] = {}


def demo_part(name: str, fill: Part) -> None:
    """Register, in `apps.ready()`, what is called inside the clinic with its slug and the end of its history.

    It may be called again after a crash and must then make nothing twice; it sends nothing and tells nobody.
    """
    _parts[name] = fill


def demo_parts() -> Iterator[Part]:
    return iter(list(_parts.values()))
