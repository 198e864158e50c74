"""How decisions are taken back, and what they are called in the ledger."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import ngettext

from leads.models import Identity, Lead, LeadPayload
from leads.services.many import CHANGE
from leads.services.matching import lock_people
from leads.services.reading import read_contacts
from leads.services.stages import first_stage
from leads.services.triage.accepting import ACCEPT
from leads.services.triage.deciding import Decision
from leads.services.triage.declining import DECLINE, reopen
from leads.signals import arrival_freed
from tenants.audit.services.record import record_many
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome, reversible


def register_decisions() -> None:
    reversible(DECLINE, take_back_declining, _declined, permission=CHANGE)
    reversible(ACCEPT, take_back_accepting, _accepted, permission=CHANGE)


def take_back_declining(operation: Operation, by: User, now: datetime) -> Outcome:
    """Those that are still declined as this operation left them wait again."""
    pks = list(operation.rows.values_list("object_pk", flat=True))
    there = dict(LeadPayload.objects.filter(pk__in=pks).values_list("pk", "submission"))
    as_left = {"decision": Decision.DECLINED, "decided_at": operation.at, "decided_by": operation.by}
    back = reopen(LeadPayload.objects.filter(pk__in=pks, **as_left))
    since = tuple(str(number) for pk, number in there.items() if pk not in back)
    return Outcome(len(back), since, len(pks) - len(there), set(back))


def take_back_accepting(operation: Operation, by: User, now: datetime) -> Outcome:
    """The arrivals wait again, as nobody's, and the leads that they made go to the archive, as long as nobody
    touched those.

    Such a lead keeps its name and no contact: those are free for whoever the arrival turns out to be, and accepted
    again it is a new lead. One that somebody has, moved, or that wrote again since stays as it is.
    """
    made = dict(operation.rows.values_list("object_pk", "before__lead_id"))
    payloads = LeadPayload.objects.filter(pk__in=made, decision=Decision.ACCEPTED).order_by("pk")
    held = {one.pk: one for one in payloads.select_for_update(no_key=True) if one.lead_id == made[one.pk]}
    _lock_people(held.values())
    list(Lead.objects.filter(pk__in=made.values()).order_by("pk").select_for_update(no_key=True).values("pk"))
    visible = list(Lead.objects.visible_to(by).filter(pk__in=made.values()).prefetch_related("identities"))
    untouched = _untouched([lead.pk for lead in visible], but_for=held)
    back = {pk: payload for pk, payload in held.items() if payload.lead_id in untouched}
    leads = [lead for lead in visible if lead.pk in {made[pk] for pk in back}]
    _archive(leads, by, now)
    _free(back, {lead.pk: lead for lead in leads})
    since = tuple(str(lead) for lead in visible if lead not in leads)
    out_of_sight = len([pk for pk in made.values() if pk not in {lead.pk for lead in visible}])
    return Outcome(len(back), since, out_of_sight, set(back))


def _lock_people(payloads: Iterable[LeadPayload]) -> None:
    """Nobody whose arrivals these are writes meanwhile; before the leads are locked, as at the front door."""
    country = clinic_settings().country
    named = [one for payload in payloads for one in read_contacts(payload.fields, clinic_country=country)]
    lock_people([contact for contact in named if contact.is_valid])


def _untouched(pks: list[int], *, but_for: Iterable[int]) -> set[int]:
    """Those that nobody took up, with no arrival `but_for` these."""
    fresh = Lead.objects.current().filter(pk__in=pks, stage=first_stage(), assigned_to=None, enquiry=1)
    wrote_since = LeadPayload.objects.filter(lead__in=pks).exclude(pk__in=but_for).values("lead")
    return set(fresh.exclude(pk__in=wrote_since).values_list("pk", flat=True))


def _archive(leads: list[Lead], by: User, now: datetime) -> None:
    rows = Lead.objects.filter(pk__in=[lead.pk for lead in leads])
    rows.update(archived_at=now, archived_by=by, updated_at=now, companion_of=None)
    record_many("lead.archived", Lead, [(lead.pk, str(lead), _changes(lead, now)) for lead in leads])
    Identity.objects.filter(lead__in=leads).delete()


def _changes(lead: Lead, now: datetime) -> dict[str, tuple[object, object]]:
    alone = {"companion_of": (lead.companion_of_id, None)} if lead.companion_of_id else {}
    return {"archived_at": (None, now), **alone}


def _free(held: Mapping[int, LeadPayload], leads: Mapping[int, Lead]) -> None:
    rows = LeadPayload.objects.filter(pk__in=held)
    rows.update(lead=None, result=LeadPayload.Result.HELD, score=None)
    reopen(rows)
    for payload in held.values():
        for _, receiver in arrival_freed:
            receiver(leads[payload.lead_id], payload, False)


def _declined(operation: Operation) -> str:
    words = ngettext("Declined %(number)d arrival", "Declined %(number)d arrivals", operation.count)
    return words % {"number": operation.count}


def _accepted(operation: Operation) -> str:
    words = ngettext("Accepted %(number)d arrival", "Accepted %(number)d arrivals", operation.count)
    return words % {"number": operation.count}
