"""Leads of nobody, given to whoever can take them now; who cannot be taken is told why (F:T9)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from leads.models import Lead, OwnerChange
from leads.querysets import LeadQuerySet
from leads.services.moving import owned
from leads.services.owning import Handed, note_owner_changes, note_waits
from leads.services.sharing.choosing import Decision
from leads.services.sharing.deciding import Deciding, who_tried
from leads.services.sharing.telling import tell_owner_later
from tenants.audit.services.record import record_many
from tenants.staff.models import User


def give(rows: LeadQuerySet, deciding: Deciding, *, by: User | None, now: datetime) -> list[int]:
    """By keys those that somebody got, whoever is due first; part of the transaction in which `deciding` began.

    What somebody else works on at this moment is left to them. The number of statements does not depend on the
    number of leads, but on that of their new owners.
    """
    held = rows.order_by("answer_due_at", "pk").select_for_update(no_key=True, skip_locked=True, of=("self",))
    pks = [lead.pk for lead in held]
    leads = Lead.objects.select_related("treatment").prefetch_related("identities").in_bulk(pks)
    tried = who_tried(pks)
    decided = {pk: deciding.decide_for(leads[pk], tried.get(pk, ())) for pk in pks}
    given = {leads[pk]: one for pk, one in decided.items() if one.to is not None}
    _write(given, by, now)
    _explain({pk: one.why for pk, one in decided.items() if one.to is None}, by, now)
    return [lead.pk for lead in given]


def _write(given: Mapping[Lead, Decision], by: User | None, now: datetime) -> None:
    of_owner: dict[int, list[int]] = {}
    for lead, one in given.items():
        of_owner.setdefault(one.to, []).append(lead.pk)
    for owner, theirs in of_owner.items():
        Lead.objects.filter(pk__in=theirs).update(assigned_to=owner, updated_at=now)
    lines = [(lead.pk, str(lead), {"assigned_to": (None, one.to)}) for lead, one in given.items()]
    record_many("lead.shared", Lead, lines)
    note_owner_changes((Handed(lead.pk, None, one.to, one.why) for lead, one in given.items()), by=by, at=now)
    owned([lead.pk for lead in given], by=by, now=now)
    for owner, theirs in of_owner.items():
        tell_owner_later(theirs, owner, now=now)


def _explain(waits: Mapping[int, Mapping], by: User | None, now: datetime) -> None:
    """As long as it is news: who waits since yesterday for the same reason is told nothing more."""
    known = dict(_last_reasons(waits)) if waits else {}
    note_waits({pk: why for pk, why in waits.items() if _reason(why) != known.get(pk)}, by=by, at=now)


def _last_reasons(leads: Iterable[int]) -> Iterable[tuple[int, object]]:
    rows = OwnerChange.objects.filter(lead__in=list(leads)).order_by("lead_id", "-at", "-pk").distinct("lead_id")
    return ((row.lead_id, _reason(row.why)) for row in rows if row.to_owner_id is None)


def _reason(why: Mapping) -> tuple[object, object]:
    """What of it does not change with everybody who comes and goes."""
    return why.get("reasons"), why.get("rule")
