"""What else stands on the page of a sequence: each part says how it is filled, in `apps.ready()`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from comms.sequences.models import Sequence

Fill = Callable[[HttpRequest, Sequence], dict[str, Any] | None]
SIDE, BELOW = "side", "below"


@dataclass(frozen=True)
class Part:
    order: int
    template: str
    place: str
    fill: Fill


_parts: list[Part] = []


def sequence_part(template: str, fill: Fill, *, order: int, place: str = SIDE) -> None:
    """Show `template` with what `fill(request, sequence)` gives as `part`; nothing where that is None. At the SIDE
    of the path, or BELOW it."""
    _parts.append(Part(order, template, place, fill))


def parts_of(request: HttpRequest, sequence: Sequence, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for part in sorted(_parts, key=lambda one: one.order):
        if part.place == place and (filled := part.fill(request, sequence)) is not None:
            yield part.template, filled
