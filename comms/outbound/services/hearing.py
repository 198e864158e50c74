"""Which systems hear of what. Asked at each arrival and each move, so it is believed for three seconds: a system
that was just added hears of what happens from then on, and in a clinic without any nothing is asked at all.

A stale answer does no harm: connectors are never deleted, and whoever was switched off meanwhile is told nothing.
"""

from dataclasses import dataclass

from comms.outbound.models import Connector
from crm.lib.ttl import TTLCache
from tenants.context import current_clinic

State = Connector.State


@dataclass(frozen=True)
class Listener:
    pk: int
    kind: str
    address: str
    events: frozenset[str]


_known: TTLCache[tuple[Listener, ...]] = TTLCache(seconds=3)


def listeners(event: str) -> list[Listener]:
    found = _known.get_or(current_clinic().uuid, _ask)
    return [one for one in found if event in one.events]


def forget_listeners() -> None:
    """In this process; others believe theirs a little longer."""
    _known.clear()


def _ask() -> tuple[Listener, ...]:
    rows = Connector.objects.filter(state__in=[State.OPEN, State.BROKEN]).order_by("pk")
    return tuple(Listener(row.pk, row.kind, row.address, frozenset(row.events)) for row in rows)
