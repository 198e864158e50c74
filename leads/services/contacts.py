"""How a lead is reached: added, corrected or marked wrong by hand (F:L1, L2, L17, L18)."""

from copy import copy
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, NotThere
from crm.lib.lines import one_line
from leads.models import Identity, Lead
from leads.services.holding import hold_lead, hold_reached
from leads.services.known import refuse_known
from leads.services.matching import lock_people
from leads.services.reached import follow, follow_to_patient
from leads.services.reading import LIMITS, Contact, read_contacts
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User

KINDS = ("phone", "email")


@transaction.atomic
def keep_contact(
    lead_pk: int, kind: str, typed: str, *, instead_of: int | None = None, by: User, now: datetime
) -> Identity:
    """Reach the lead by this number or mail (a kind of KINDS), from now on or instead of the contact `instead_of`.

    A contact is corrected by one of its own kind. One that they have already is used again when it was marked
    wrong; a repeat changes nothing, also when the first time has removed `instead_of`. Search, score, stops and the
    patient follow. Raises InvalidData by kind for what nobody can be reached by, and for an `instead_of` of another
    kind or that is no contact of theirs, KnownAlready for an address of somebody else, NotThere, NotAllowed.
    """
    contact = _read(lead_pk, kind, typed, by)
    lock_people([contact])
    reached = hold_reached([lead_pk])
    lead, by = hold_lead(lead_pk, by=by)
    refuse_known([contact], but=lead.pk)
    same = lead.identities.filter(kind=kind, value=contact.value).order_by("-is_valid", "pk").first()
    is_reached = same is not None and same.is_valid
    old = _old(lead, instead_of, kind, may_be_gone=is_reached)
    if is_reached and old in (None, same):
        return same
    was = copy(old or same)
    if same is not None and old not in (None, same):
        old.delete()
    kept = _write(same or old or Identity(lead=lead), contact)
    if was is not None:
        follow_to_patient(lead, was, kept.value)
    follow(lead, reached, (kind, was and was.shown, kept.shown), now=now)
    return kept


def mark_wrong(contact: Identity, *, now: datetime) -> None:
    """Nobody is reached by it again, and it stays as it was written.

    Part of the transaction that held its lead and whoever is reached by it (holding.hold_reached).
    """
    lead, was = contact.lead, copy(contact)
    contact.is_valid = False
    contact.save(update_fields=["is_valid"])
    follow_to_patient(lead, was)
    follow(lead, hold_reached([lead.pk]), (was.kind, was.shown, None), now=now)


def _read(lead_pk: int, kind: str, typed: str, by: User) -> Contact:
    """A number without a country code is one of the lead's country, then of the clinic's."""
    country = Lead.objects.visible_to(by).filter(pk=lead_pk).values_list("country", flat=True).first()
    if country is None:
        raise NotThere
    said = one_line(typed)
    wrong = _("This is no phone number. Write it with its country code.")
    if kind == Identity.Kind.EMAIL:
        wrong = _("This is no mail address.")
    known = {kind: said, "country": country} if kind in KINDS and len(said) <= LIMITS[kind] else {}
    found = read_contacts(known, clinic_country=clinic_settings().country)
    if not found or not found[0].is_valid:
        raise InvalidData(wrong, fields={kind: [wrong]})
    return found[0]


def _old(lead: Lead, pk: int | None, kind: str, *, may_be_gone: bool) -> Identity | None:
    found = lead.identities.filter(pk=pk).first() if pk is not None else None
    if found is not None and found.kind == kind:
        return found
    if found is None and (pk is None or may_be_gone):
        return None
    wrong = _("This does not exist.")
    if found is not None:
        wrong = _("A mail does not take the place of a number, nor a number that of a mail. Add it as one more.")
    raise InvalidData(wrong, fields={"instead_of": [wrong]})


def _write(row: Identity, contact: Contact) -> Identity:
    row.kind, row.value, row.typed, row.is_valid = contact.kind, contact.value, contact.typed, True
    row.save()
    return row
