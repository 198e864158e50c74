"""Merge: staff know whose arrival it is."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.models import Identity, Lead, LeadPayload
from leads.services.editing import ChangedMeanwhile
from leads.services.holding import hold_reached, refuse_merged
from leads.services.left_behind import owners_of
from leads.services.owners import hold_people
from leads.services.reading import Told
from leads.services.receiving import enter
from leads.services.triage.deciding import Decision, decide, decider_now, hold_waiting
from leads.services.triage.freeing import lock_people_of
from leads.services.triage.merge_kept import remember_merge, standing
from leads.services.triage.person import person_of_lead
from tenants.audit.services.record import record
from tenants.staff.models import User
from tenants.undo.models import Operation


@dataclass(frozen=True)
class Merged:
    """`stays` says of each number or mail that it remains another lead's; `operation` takes the merge back."""

    lead: Lead
    stays: tuple[str, ...]
    operation: Operation


@transaction.atomic
def merge(pk: int, lead_id: int, *, by: User, now: datetime) -> Merged:
    """Make it one more arrival of a lead that `by` sees. A number or mail that nobody holds becomes the lead's own.

    Raises NotAllowed, NotThere, AlreadyDecided, InvalidData for a lead that is not there or not theirs, Conflict
    for one that was merged, and ChangedMeanwhile for one that somebody is giving away at this moment.
    """
    payload = hold_waiting(pk)
    lead = _hold(lead_id, payload, by)
    was = standing(lead, payload)
    told = person_of_lead(payload, lead)
    enter(payload, told, now=now, into=lead)
    decide(payload, Decision.MERGED, by=by, now=now)
    record("arrival.merged", payload, changes={"lead": (None, lead.pk)})
    record("lead.given_arrival", lead, note=str(payload.submission))
    operation = remember_merge(was, lead.pk, payload.pk, by=by, now=now)
    return Merged(lead, _what_stays(told, lead, by), operation)


def _hold(lead_id: int, payload: LeadPayload, by: User) -> Lead:
    """The lead, locked, so that what stands there before the merge is what its undo puts back: the people first,
    then the owner, as everywhere."""
    lock_people_of([payload])
    owners = hold_people(owners_of([lead_id]))
    hold_reached([lead_id])
    lead = Lead.objects.visible_to(decider_now(by)).select_related("stage").filter(pk=lead_id).first()
    if lead is None:
        gone = _("This does not exist.")
        raise InvalidData(gone, fields={"lead": [gone]})
    refuse_merged(lead)
    if lead.assigned_to_id not in {None, *owners}:
        raise ChangedMeanwhile(lead, [])
    return lead


def _what_stays(told: Told, lead: Lead, by: User) -> tuple[str, ...]:
    named = Q()
    for contact in told.reachable:
        named |= Q(kind=contact.kind, value=contact.value)
    if not named:
        return ()
    others = Identity.objects.filter(named, is_valid=True).exclude(lead=lead).select_related("lead")
    seen = set(Lead.objects.visible_to(by).filter(pk__in=others.values("lead_id")).values_list("pk", flat=True))
    return tuple(_stays(one, one.lead_id in seen) for one in others.prefetch_related("lead__identities"))


def _stays(contact: Identity, is_seen: bool) -> str:
    if is_seen:
        return _("%(contact)s stays with %(lead)s.") % {"contact": contact.shown, "lead": contact.lead}
    return _("%(contact)s stays with a lead of a colleague.") % {"contact": contact.shown}
