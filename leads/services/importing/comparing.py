"""What the clinic holds of the people in some rows: asked once for all of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from leads.models import Identity, Lead, Reference, Suppression
from leads.services.consent.stops import stops_of
from leads.services.importing.staging import Said
from tenants.services.find import find_among
from tenants.staff.models import User

Way = tuple[str, str]  # kind and value of a contact


@dataclass(frozen=True)
class KnownLead:
    """A lead that is there. `owner` is who has it, by name, for the importer who does not see it."""

    pk: int
    name: str
    is_seen: bool
    owner: str


@dataclass
class Known:
    """By reference and by contact the leads that are there, by holder their companions, and what is stopped."""

    by_reference: Mapping[Way, int] = field(default_factory=dict)
    by_contact: Mapping[Way, int] = field(default_factory=dict)
    leads: Mapping[int, KnownLead] = field(default_factory=dict)
    companions: Mapping[int, Sequence[int]] = field(default_factory=dict)
    stopped: Collection[Way] = frozenset()
    erased: Collection[Way] = frozenset()


def known_in(rows: Iterable[Said], *, by: User | None) -> Known:
    """Seven queries, however many rows; fewer where nobody is known, or was ever stopped. `by` None sees all."""
    rows = list(rows)
    by_contact = _holders({way for row in rows for way in row.reachable})
    by_reference = referred({tuple(row.reference) for row in rows if row.reference})
    found = {*by_contact.values(), *by_reference.values()}
    companions = _companions(found)
    stopped, erased = _stops(rows)
    return Known(
        by_reference,
        by_contact,
        _leads(found.union(*companions.values()), by),
        companions,
        stopped,
        erased,
    )


def _holders(ways: Collection[Way]) -> dict[Way, int]:
    found: dict[Way, int] = {}
    for kind in {kind for kind, _value in ways}:
        values = (value for one, value in ways if one == kind)
        held = find_among(Identity, ["value", "lead_id"], "value", values, kind=kind, is_valid=True)
        found |= {(kind, value): lead for value, lead in held}
    return found


def referred(references: Collection[Way]) -> dict[Way, int]:
    """By reference the leads that have it."""
    found: dict[Way, int] = {}
    for system in {system for system, _value in references}:
        values = (value for one, value in references if one == system)
        held = find_among(Reference, ["value", "lead_id"], "value", values, system=system)
        found |= {(system, value): lead for value, lead in held}
    return found


def _companions(holders: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    if holders:
        rows = Lead.objects.filter(companion_of__in=holders).order_by("pk").values_list("companion_of_id", "pk")
        for holder, pk in rows:
            found.setdefault(holder, []).append(pk)
    return found


def _leads(pks: Collection[int], by: User | None) -> dict[int, KnownLead]:
    if not pks:
        return {}
    visible = Lead.objects.visible_to(by) if by else Lead.objects.all()
    seen = set(visible.filter(pk__in=pks).order_by().values_list("pk", flat=True))
    rows = Lead.objects.filter(pk__in=pks).select_related("assigned_to").order_by()
    return {
        one.pk: KnownLead(
            one.pk,
            f"{one.first_name} {one.last_name}".strip(),
            one.pk in seen,
            str(one.assigned_to or ""),
        )
        for one in rows.only("first_name", "last_name", "assigned_to__full_name", "assigned_to__email")
    }


def _stops(rows: Iterable[Said]) -> tuple[set[Way], set[Way]]:
    """Stopped for all ways and purposes, and erased; nothing is hashed in a clinic that was never asked to stop."""
    if not Suppression.objects.order_by().exists():
        return set(), set()
    stops = stops_of({way for row in rows for way in row.reachable})
    erased = {way for way, known in stops.items() if any(one.reason == Suppression.Reason.ERASED for one in known)}
    return {way for way, known in stops.items() if any(one.covers("", "") for one in known)}, erased
