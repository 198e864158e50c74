"""How decisions are taken back, and what they are called in the ledger."""

from datetime import datetime

from django.db.models import Count
from django.utils.translation import ngettext

from leads.models import Lead, LeadPayload
from leads.services.many import CHANGE
from leads.services.stages import first_stage
from leads.services.triage.accepting import ACCEPT
from leads.services.triage.deciding import Decision
from leads.services.triage.declining import DECLINE, reopen
from tenants.audit.services.record import record_many
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
    """The arrivals wait again and the leads that they made go to the archive, as long as nobody touched those.

    Nothing is deleted: accepted again, the same lead comes back. A lead that somebody has, moved, or that wrote
    again since stays as it is.
    """
    made = dict(operation.rows.values_list("object_pk", "before__lead_id"))
    payloads = LeadPayload.objects.filter(pk__in=made, decision=Decision.ACCEPTED).order_by("pk")
    held = {one.pk: one for one in payloads.select_for_update(no_key=True) if one.lead_id == made[one.pk]}
    list(Lead.objects.filter(pk__in=made.values()).order_by("pk").select_for_update(no_key=True).values("pk"))
    visible = list(Lead.objects.visible_to(by).filter(pk__in=made.values()).prefetch_related("identities"))
    untouched = _untouched([lead.pk for lead in visible])
    back = {pk for pk, payload in held.items() if payload.lead_id in untouched}
    leads = [lead for lead in visible if lead.pk in {made[pk] for pk in back}]
    _archive(leads, by, now)
    reopen(LeadPayload.objects.filter(pk__in=back))
    since = tuple(str(lead) for lead in visible if lead not in leads)
    return Outcome(len(back), since, len(made) - len(back) - len(since), back)


def _untouched(pks: list[int]) -> set[int]:
    fresh = Lead.objects.current().filter(pk__in=pks, stage=first_stage(), assigned_to=None, enquiry=1)
    return set(fresh.annotate(times=Count("payloads")).filter(times=1).values_list("pk", flat=True))


def _archive(leads: list[Lead], by: User, now: datetime) -> None:
    rows = Lead.objects.filter(pk__in=[lead.pk for lead in leads])
    rows.update(archived_at=now, archived_by=by, updated_at=now)
    record_many("lead.archived", Lead, [(lead.pk, str(lead), {"archived_at": (None, now)}) for lead in leads])


def _declined(operation: Operation) -> str:
    words = ngettext("Declined %(number)d arrival", "Declined %(number)d arrivals", operation.count)
    return words % {"number": operation.count}


def _accepted(operation: Operation) -> str:
    words = ngettext("Accepted %(number)d arrival", "Accepted %(number)d arrivals", operation.count)
    return words % {"number": operation.count}
