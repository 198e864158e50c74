"""Which addresses are not written to: of each address, way and purpose the newest row counts (H:G7)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from leads.models import Identity, Lead, Suppression
from leads.services.consent.keys import Address, itself, keyed

_ONE = ("address_key", "channel", "purpose")


@dataclass(frozen=True)
class Stop:
    """An address that is stopped, by what way and for what; empty is any."""

    channel: str
    purpose: str
    reason: str
    at: datetime
    source: str

    def covers(self, channel: str, purpose: str) -> bool:
        """Whether it stands in the way of writing so; an empty `channel` or `purpose` asks about all of them."""
        return self.channel in {"", channel} and self.purpose in {"", purpose}


def stops_of(addresses: Iterable[Address]) -> dict[Address, list[Stop]]:
    """Those in force, newest first; an address without any is left out. One query."""
    keys = keyed(set(addresses))
    newest = Suppression.objects.filter(address_key__in=keys).order_by(*_ONE, "-at", "-id").distinct(*_ONE)
    found: dict[Address, dict[tuple[str, str], Suppression]] = defaultdict(dict)
    for row in sorted(newest, key=lambda row: (row.at, row.pk)):
        found[keys[row.address_key]][row.channel, row.purpose] = row
    standing = {address: [row for row in rows.values() if row.is_on] for address, rows in found.items()}
    return {address: [_stop(row) for row in rows[::-1]] for address, rows in standing.items() if rows}


def is_suppressed(kind: str, value: str, channel: str = "", purpose: str = "") -> bool:
    """Whether nothing goes to this address by `channel`, for `purpose`; when empty, by any and for any.

    Of a lead ask `suppressed_of`: they may be stopped themselves, by whatever address they are reached.
    """
    return any(stop.covers(channel, purpose) for stop in stops_of([(kind, value)]).get((kind, value), ()))


def suppressed_of(leads: Iterable[int], channel: str = "", purpose: str = "") -> set[int]:
    """Of these leads, those that are stopped so, by an address or themselves. Four queries, however many."""
    return StopsOf(leads).suppressed(channel, purpose)


class StopsOf:
    """What stops these leads, for whoever asks more than one thing of it. Four queries, however many they are."""

    def __init__(self, leads: Iterable[int]) -> None:
        self._held = addresses_of(leads)
        self._asked = {address for addresses in self._held.values() for address in addresses}
        self._stops = stops_of(self._asked)

    def suppressed(self, channel: str = "", purpose: str = "") -> set[int]:
        """As `suppressed_of`."""
        known = self._stops.items()
        stopped = {address for address, stops in known if any(one.covers(channel, purpose) for one in stops)}
        return {lead for lead, addresses in self._held.items() if not stopped.isdisjoint(addresses)}

    def by_lead(self) -> dict[int, list[Stop]]:
        """All that stand, of those who have any."""
        stopped = {lead: held & self._stops.keys() for lead, held in self._held.items()}
        return {lead: [one for at in held for one in self._stops[at]] for lead, held in stopped.items() if held}

    def at(self, addresses: Iterable[Address]) -> dict[Address, list[Stop]]:
        """As `stops_of`; one more query where some of these are not the leads' own."""
        wanted = set(addresses)
        others = wanted - self._asked
        found = self._stops | (stops_of(others) if others else {})
        return {address: found[address] for address in wanted & found.keys()}


def addresses_of(leads: Iterable[int]) -> Mapping[int, set[Address]]:
    """What each of these leads is stopped by: itself, and whoever was merged into it; what it is reached by, a
    companion by what its holder is."""
    wanted = list(leads)
    held: dict[int, set[Address]] = defaultdict(set, {lead: {itself(lead)} for lead in wanted})
    merged = Lead.objects.filter(merged_into__in=wanted).order_by()
    for whose, part in merged.values_list("merged_into_id", "pk"):
        held[whose].add(itself(part))
    own = Identity.objects.filter(lead__in=wanted, is_valid=True).annotate(whose=F("lead_id"))
    lent = Identity.objects.filter(lead__companions__in=wanted, is_valid=True).annotate(
        whose=F("lead__companions__pk")
    )
    for rows in (own, lent):
        for whose, kind, value in rows.order_by().values_list("whose", "kind", "value"):
            held[whose].add((kind, value))
    return {lead: addresses for lead, addresses in held.items() if lead in set(wanted)}


def _stop(row: Suppression) -> Stop:
    return Stop(row.channel, row.purpose, row.reason, row.at, row.source)
