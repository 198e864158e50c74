"""How decisions are taken back, and what they are called in the ledger."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import Q
from django.utils.translation import ngettext

from leads.models import (
    ContactAttempt,
    Identity,
    Lead,
    LeadPayload,
    LeadTag,
    Note,
    OwnerChange,
    Semantic,
    StageChange,
    Suppression,
)
from leads.services.answering import end_waits
from leads.services.finding.words import refresh_words
from leads.services.many import CHANGE
from leads.services.spreading import tell_all
from leads.services.stages import first_stage
from leads.services.triage.accepting import ACCEPT, as_left, contacts_of
from leads.services.triage.deciding import Decision
from leads.services.triage.declining import DECLINE, reopen
from leads.services.triage.freeing import free, lock_people_of
from leads.services.triage.merge_kept import MERGE
from leads.services.triage.unmerging import take_back_merging
from leads.signals import ARCHIVED, leads_put_away
from tenants.audit.services.record import record_many
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome, reversible
from tenants.undo.services.putting_back import as_kept

# `by` is nobody where the product did it by itself.
TAKEN_UP = (ContactAttempt, LeadTag, Note, OwnerChange, StageChange, Suppression)


def register_decisions() -> None:
    reversible(DECLINE, take_back_declining, _declined, permission=CHANGE, of=LeadPayload)
    reversible(ACCEPT, take_back_accepting, _accepted, permission=CHANGE, of=LeadPayload)
    reversible(MERGE, take_back_merging, _merged, permission=CHANGE, of=Lead)


def take_back_declining(operation: Operation, by: User, now: datetime) -> Outcome:
    """Those that are still declined as this operation left them wait again."""
    pks = list(operation.rows.values_list("object_pk", flat=True))
    there = dict(LeadPayload.objects.filter(pk__in=pks).values_list("pk", "submission"))
    unchanged = {"decision": Decision.DECLINED, "decided_at": operation.at, "decided_by": operation.by}
    back = reopen(LeadPayload.objects.filter(pk__in=pks, **unchanged))
    since = tuple(str(number) for pk, number in there.items() if pk not in back)
    return Outcome(len(back), since, len(pks) - len(there), set(back))


def take_back_accepting(operation: Operation, by: User, now: datetime) -> Outcome:
    """The arrivals wait again, as nobody's, and the leads that they made go to the archive, as long as nobody
    touched those.

    Such a lead keeps its name and no contact: those are free for whoever the arrival turns out to be, and accepted
    again it is a new lead. One that a colleague gave away, moved, tried, tagged, stopped, changed or merged another
    into, that wrote again since, or has a companion who stays, stays as it is; an owner whom the product found is
    no reason.
    """
    made = dict(operation.rows.values_list("object_pk", "before__lead_id"))
    payloads = LeadPayload.objects.filter(pk__in=made, decision=Decision.ACCEPTED).order_by("pk")
    held = {one.pk: one for one in payloads.select_for_update(no_key=True) if one.lead_id == made[one.pk]}
    lock_people_of(held.values())
    list(Lead.objects.filter(pk__in=made.values()).order_by("pk").select_for_update(no_key=True).values("pk"))
    visible = list(Lead.objects.visible_to(by).filter(pk__in=made.values()).prefetch_related("identities"))
    untouched = _untouched(visible, as_left(operation), contacts_of(operation), but_for=held)
    back = {pk: payload for pk, payload in held.items() if payload.lead_id in untouched}
    leads = [lead for lead in visible if lead.pk in {made[pk] for pk in back}]
    _archive(leads, by, now)
    free(back, {lead.pk: lead for lead in leads})
    since = tuple(str(lead) for lead in visible if lead not in leads)
    out_of_sight = len([pk for pk in made.values() if pk not in {lead.pk for lead in visible}])
    return Outcome(len(back), since, out_of_sight, set(back))


def _untouched(
    leads: list[Lead], left: Mapping[int, Mapping], brought: Collection[tuple[int, str]], *, but_for: Iterable[int]
) -> set[int]:
    """Those that nobody took up, with no arrival `but_for` these and no contact but those `brought`, as they came,
    and without a companion who is touched."""
    pks = [lead.pk for lead in leads if as_kept(lead, left.get(lead.pk, ())) == left.get(lead.pk, {})]
    begun = Q(stage=first_stage()) | Q(stage__semantic=Semantic.ASSIGNED)
    fresh = Lead.objects.current().filter(begun, pk__in=pks, enquiry=1, merged_leads=None)
    wrote_since = LeadPayload.objects.filter(lead__in=pks).exclude(pk__in=but_for).values("lead")
    contacts = Identity.objects.filter(lead__in=pks).values_list("lead", "pk", "value")
    has_others = [lead for lead, pk, value in contacts if (pk, value) not in brought]
    taken_up = [model.objects.filter(lead__in=pks, by__isnull=False).values("lead") for model in TAKEN_UP]
    for touched in (wrote_since, has_others, *taken_up):
        fresh = fresh.exclude(pk__in=touched)
    untouched = set(fresh.values_list("pk", flat=True))
    companions = list(Lead.objects.filter(companion_of__in=untouched).values_list("pk", "companion_of"))
    while staying := {holder for pk, holder in companions if pk not in untouched} & untouched:
        untouched -= staying
    return untouched


def _archive(leads: list[Lead], by: User, now: datetime) -> None:
    rows = Lead.objects.filter(pk__in=[lead.pk for lead in leads])
    rows.update(archived_at=now, archived_by=by, updated_at=now, companion_of=None)
    record_many("lead.archived", Lead, [(lead.pk, str(lead), _changes(lead, now)) for lead in leads])
    Identity.objects.filter(lead__in=leads).delete()
    end_waits([lead.pk for lead in leads], at=now)
    refresh_words(lead.pk for lead in leads)
    tell_all(leads_put_away, leads=[lead.pk for lead in leads], why=ARCHIVED, now=now)


def _changes(lead: Lead, now: datetime) -> dict[str, tuple[object, object]]:
    alone = {"companion_of": (lead.companion_of_id, None)} if lead.companion_of_id else {}
    return {"archived_at": (None, now), **alone}


def _declined(operation: Operation) -> str:
    words = ngettext("Declined %(number)d arrival", "Declined %(number)d arrivals", operation.count)
    return words % {"number": operation.count}


def _accepted(operation: Operation) -> str:
    words = ngettext("Accepted %(number)d arrival", "Accepted %(number)d arrivals", operation.count)
    return words % {"number": operation.count}


def _merged(operation: Operation) -> str:
    words = ngettext("Merged %(number)d arrival", "Merged %(number)d arrivals", operation.count)
    return words % {"number": operation.count}
