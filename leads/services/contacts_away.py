"""A way to reach a lead is removed, and brought back (F:L2, T18)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, NotThere
from leads.models import Identity, Lead
from leads.services.editing import ChangedMeanwhile, version_of
from leads.services.holding import hold_lead, hold_reached
from leads.services.many import CHANGE
from leads.services.matching import lock_people
from leads.services.patients import patient_had
from leads.services.reached import follow, follow_to_patient
from tenants.staff.models import User
from tenants.undo.models import Operation, OperationRow
from tenants.undo.registry import Outcome, reversible
from tenants.undo.services.ledger import remember
from tenants.undo.services.putting_back import as_kept

REMOVE = "contact.remove"
COLUMNS = ("lead_id", "kind", "value", "typed", "is_valid")
TOOK = "patient_took"  # beside the contact's own columns: what its patient has instead


def register_contacts_back() -> None:
    reversible(REMOVE, bring_back, _title, permission=CHANGE, of=Identity)


@transaction.atomic
def remove_contact(
    lead_pk: int, contact_pk: int, *, seen: str = "", version: str = "", by: User, now: datetime
) -> Operation:
    """Reach the lead by it no more; a stop of the address holds for whoever has it next.

    `seen` is the value of the contact and `version` that of the lead, as they stood before whoever asks; another
    one by now raises ChangedMeanwhile. Raises InvalidData for the last way to reach them, NotThere, NotAllowed.
    """
    lock_people(Identity.objects.filter(pk=contact_pk, lead=lead_pk))
    reached = hold_reached([lead_pk])
    lead, by = hold_lead(lead_pk, by=by)
    contact = lead.identities.filter(pk=contact_pk).first()
    if contact is None:
        raise NotThere
    if seen not in {"", contact.value} or version not in {"", version_of(lead)}:
        raise ChangedMeanwhile(lead, [])
    _refuse_last(contact)
    before = as_kept(contact, COLUMNS)
    Identity.objects.get(pk=contact_pk).delete()
    took = follow_to_patient(lead, contact)
    follow(lead, reached, (contact.kind, contact.shown, None), verb="lead.contact_removed", now=now)
    about = {"lead": str(lead)}
    return remember(REMOVE, by=by, rows=[(contact_pk, before | {TOOK: took})], about=about, now=now)


def bring_back(operation: Operation, by: User, now: datetime) -> Outcome:
    """With its old number. Not to a lead that was merged since or has such a contact again, nor what is somebody
    else's by now."""
    [(pk, before)] = operation.rows.values_list("object_pk", "before")
    contact = Identity(pk=pk, **{name: before[name] for name in COLUMNS})
    lock_people([contact])
    reached = hold_reached([contact.lead_id])
    lead = Lead.objects.visible_to(by).filter(pk=contact.lead_id).first()
    if lead is None:
        return Outcome(0, out_of_sight=1)
    if lead.merged_into_id is not None or _is_taken(contact):
        return Outcome(0, changed_since=(str(lead),))
    contact.save(force_insert=True)
    _back_to_patient(lead, contact, before[TOOK])
    follow(lead, reached, (contact.kind, None, contact.shown), verb="lead.contact_restored", now=now)
    return Outcome(1, pks=(pk,))


def gone_with(moved: Collection[Sequence[int | None]], stays: Lead, goes: Lead) -> None:
    """A merge is taken back: what was removed meanwhile comes back to `goes`, whose it was, and not to `stays`."""
    keys = [pk for pk, _journey in moved]
    removed = OperationRow.objects.filter(operation__kind=REMOVE, operation__undone_at=None, object_pk__in=keys)
    for row in removed.filter(before__lead_id=stays.pk):
        row.before["lead_id"] = goes.pk
        row.save(update_fields=["before"])


def _refuse_last(contact: Identity) -> None:
    """What does not work may go as long as anything stays, what works as long as something does that works."""
    others = Identity.objects.filter(lead=contact.lead_id).exclude(pk=contact.pk)
    if not (others.filter(is_valid=True) if contact.is_valid else others).exists():
        last = _("This is the last way to reach them. Add another one first.")
        raise InvalidData(last, fields={"contact": [last]})


def _is_taken(contact: Identity) -> bool:
    holds = Q(lead=contact.lead_id) | Q(is_valid=True) if contact.is_valid else Q(lead=contact.lead_id)
    return Identity.objects.filter(holds, kind=contact.kind, value=contact.value).exists()


def _back_to_patient(lead: Lead, contact: Identity, took: str | None) -> None:
    patient = patient_had(lead, contact.kind, [took]) if took is not None else None
    if patient is not None:
        setattr(patient, contact.kind, contact.value)
        patient.save(update_fields=[contact.kind])


def _title(operation: Operation) -> str:
    return _("Removed a contact of %(lead)s") % {"lead": operation.about.get("lead", "")}
