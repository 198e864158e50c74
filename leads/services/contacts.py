"""How a lead is reached, added or corrected by hand (F:L1, L2, L17, L18)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, NotThere
from crm.lib.lines import one_line
from leads.models import Identity, Lead
from leads.services.consent.in_step import put_in_step
from leads.services.finding.words import refresh_words
from leads.services.holding import hold_lead, hold_reached
from leads.services.known import refuse_known
from leads.services.matching import lock_people
from leads.services.reading import LIMITS, Contact, read_contacts
from leads.services.scoring import rescore
from tenants.audit.services.record import record
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User

KINDS = ("phone", "email")


@transaction.atomic
def keep_contact(
    lead_pk: int, kind: str, typed: str, *, instead_of: int | None = None, by: User, now: datetime
) -> Identity:
    """Reach the lead by this number or mail (a kind of KINDS), from now on or instead of the contact `instead_of`.

    One that they have already is used again when it was marked wrong; a repeat changes nothing. Search, score and
    stops follow. Raises InvalidData by kind for what nobody can be reached by, KnownAlready for an address of
    somebody else, NotThere, NotAllowed.
    """
    contact = _read(lead_pk, kind, typed, by)
    lock_people([contact])
    reached = hold_reached([lead_pk])
    lead, by = hold_lead(lead_pk, by=by)
    refuse_known([contact], but=lead.pk)
    old = _old(lead, instead_of)
    same = lead.identities.filter(kind=kind, value=contact.value).order_by("-is_valid", "pk").first()
    if same is not None and same.is_valid and old in (None, same):
        return same
    if same is not None and old not in (None, same):
        old.delete()
    kept = _write(same or old or Identity(lead=lead), contact)
    _follow(lead, reached, now)
    return kept


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


def _old(lead: Lead, pk: int | None) -> Identity | None:
    if pk is None:
        return None
    found = lead.identities.filter(pk=pk).first()
    if found is None:
        gone = _("This does not exist.")
        raise InvalidData(gone, fields={"instead_of": [gone]})
    return found


def _write(row: Identity, contact: Contact) -> Identity:
    row.kind, row.value, row.typed, row.is_valid = contact.kind, contact.value, contact.typed, True
    row.save()
    return row


def _follow(lead: Lead, reached: Iterable[int], now: datetime) -> None:
    Lead.objects.filter(pk=lead.pk).update(updated_at=now)
    record("lead.reached", lead)
    refresh_words([lead.pk])
    put_in_step(reached, now=now)
    rescore([lead.pk], now=now)
