"""Lead.do_not_contact says what the stops say: for lists, files and whoever looks (H:G7)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q

from leads.models import Identity, Lead
from leads.services.consent.keys import LEAD, Address, itself
from leads.services.consent.stops import suppressed_of
from leads.services.spreading import tell_all
from leads.signals import contact_stopped
from tenants.audit.services.record import record_many


def keep_in_step(addresses: Collection[Address], *, now: datetime, anew: bool = False) -> None:
    """Of all that `reached_by` names; in the caller's transaction."""
    put_in_step(reached_by(addresses), now=now, anew=anew)


def reached_by(addresses: Collection[Address]) -> set[int]:
    """Whom a stop of these is about: leads that are named themselves and those they were merged into, who is
    reached by one of the addresses, and the companions of all of them."""
    named = {int(value) for kind, value in addresses if kind == LEAD}
    into = Lead.objects.filter(pk__in=named, merged_into__isnull=False).order_by()
    found = named.union(into.values_list("merged_into_id", flat=True), _holders(addresses))
    companions = Lead.objects.filter(companion_of__in=found).order_by()
    return found.union(companions.values_list("pk", flat=True))


def persons_behind(addresses: Collection[Address]) -> list[Address]:
    """Whoever is reached by one of these, themselves, under each number that they ever had."""
    found = _holders(addresses)
    merged = Lead.objects.filter(merged_into__in=found).order_by()
    return [itself(lead) for lead in found.union(merged.values_list("pk", flat=True))]


def put_in_step(leads: Iterable[int], *, now: datetime, anew: bool = False) -> None:
    """These leads, locked here, each with its line in the trail where something changes. `anew`: they just asked
    us to stop by some way, which is told also where others stay."""
    wanted = set(leads)
    rows = Lead.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True, of=("self",))
    held = list(rows.prefetch_related("identities"))
    stopped = suppressed_of(wanted)
    for is_stopped in (True, False):
        changed = [row for row in held if (row.pk in stopped) is is_stopped and row.do_not_contact != is_stopped]
        if changed:
            pks = [row.pk for row in changed]
            Lead.objects.filter(pk__in=pks).update(do_not_contact=is_stopped, updated_at=now)
            told = {"do_not_contact": (not is_stopped, is_stopped)}
            verb = "lead.stopped" if is_stopped else "lead.stop_lifted"
            record_many(verb, Lead, [(row.pk, str(row), told) for row in changed])
    if told_of := [row.pk for row in held if anew or (row.pk in stopped and not row.do_not_contact)]:
        tell_all(contact_stopped, leads=told_of, now=now)


def _holders(addresses: Collection[Address]) -> set[int]:
    reached = Q()
    for kind, value in addresses:
        if kind != LEAD:
            reached |= Q(kind=kind, value=value, is_valid=True)
    held = Identity.objects.filter(reached).order_by() if reached else Identity.objects.none()
    return set(held.values_list("lead_id", flat=True))
