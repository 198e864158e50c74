"""A merge is taken back, all of it or nothing (F:T18)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from leads.models import Enquiry, Heat, Identity, Lead, LeadPayload, ResponseCycle, Stage, StageChange
from leads.models.stage import DONE
from leads.services.consent.in_step import put_in_step
from leads.services.finding.words import refresh_words
from leads.services.handing import tell_owner
from leads.services.holding import hold_reached
from leads.services.left_behind import owners_of
from leads.services.owners import lock_owners
from leads.services.owning import Handed, note_owner_changes
from leads.services.triage.freeing import free, lock_people_of
from leads.services.triage.merge_kept import Kept, is_as_left, kept_of
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome
from tenants.undo.services.putting_back import put_back


def take_back_merging(operation: Operation, by: User, now: datetime) -> Outcome:
    """The arrival waits again, as nobody's; the lead has its columns, contacts and enquiries of before the merge.

    Nothing is done when one of the columns that the merge changed is not as it left it, when they wrote again
    since, or when what the lead goes back to is there no more. An owner who has it again is told.
    """
    [(lead_id, before)] = operation.rows.values_list("object_pk", "before")
    kept = kept_of(before)
    payload = LeadPayload.objects.filter(pk=kept.arrival).select_for_update(no_key=True).first()
    given = [Identity(**row) for row in kept.contacts]
    lock_people_of([payload] if payload else [], [contact for contact in given if contact.is_valid])
    owners = lock_owners({before.get("assigned_to_id"), *owners_of([lead_id])})
    reached = hold_reached([lead_id])

    def may(lead: Lead, before: Mapping[str, Any]) -> bool:
        is_left = payload is not None and is_as_left(lead, payload, kept)
        return is_left and _is_still_there(before) and _may_have_it(lead, before, owners)

    visible = Lead.objects.visible_to(by).prefetch_related("identities")
    outcome = put_back(operation, visible, verb="lead.put_back", now=now, may=may)
    if outcome.undone:
        _take_apart(Lead.objects.get(pk=lead_id), payload, kept)
        put_in_step(reached, now=now)
        if "assigned_to_id" in operation.after:
            handed = Handed(lead_id, operation.after["assigned_to_id"], before["assigned_to_id"])
            note_owner_changes([handed], by=by, at=now)
        owner = User.objects.filter(pk=before.get("assigned_to_id"), pk__in=owners).first()
        tell_owner(owner, [lead_id], by=by)
    return outcome


def _is_still_there(before: Mapping[str, Any]) -> bool:
    """Each row that the lead is to point at: a stage, a treatment, a person."""
    pointing = [field for field in Lead._meta.concrete_fields if field.is_relation and before.get(field.attname)]
    return all(f.related_model._base_manager.filter(pk=before[f.attname]).exists() for f in pointing)


def _may_have_it(lead: Lead, before: Mapping[str, Any], owners: Collection[int]) -> bool:
    """An owner who works here no more keeps what is archived or done, and nothing that is at work."""
    if before.get("assigned_to_id") in {None, *owners}:
        return True
    is_archived = before.get("archived_at", lead.archived_at) is not None
    stage = before.get("stage_id", lead.stage_id)
    return is_archived or Stage.objects.filter(pk=stage, semantic__in=DONE).exists()


def _take_apart(lead: Lead, payload: LeadPayload, kept: Kept) -> None:
    free({payload.pk: payload}, {lead.pk: lead})
    ResponseCycle.objects.filter(lead=lead, began_at=payload.received_at, answered_at=None).delete()
    LeadPayload.objects.filter(pk=payload.pk).update(**kept.before)
    Identity.objects.filter(pk__in=[row["id"] for row in kept.contacts]).delete()
    Enquiry.objects.filter(pk__in=[row["id"] for row in kept.enquiries]).delete()
    begun = [row["number"] for row in kept.enquiries]
    StageChange.objects.filter(lead=lead, enquiry__in=begun).delete()  # the journey that never was
    if kept.heat_after:  # whoever was in contact, cooled or pinned it since keeps what is there now
        Heat.objects.filter(pk=lead.pk, pinned_at=None, **kept.heat_after).update(**kept.heat)
    refresh_words([lead.pk])
