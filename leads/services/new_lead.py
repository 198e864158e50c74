"""A lead that staff write down by hand: somebody called, or stood at the door (F:L1, L17, L18, L19)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, NotAllowed
from crm.lib.lines import one_line
from leads.models import Identity, Lead
from leads.services import scoring
from leads.services.announce import announce_later
from leads.services.beginning import begin
from leads.services.consent.in_step import put_in_step
from leads.services.editing import change_lead
from leads.services.known import refuse_known
from leads.services.many import as_of_now
from leads.services.matching import lock_people
from leads.services.names import split_name
from leads.services.owners import lock_owners
from leads.services.reading import LIMITS, Told, read_contacts
from leads.services.sharing.arriving import Owner, note_owner, owner_alone
from leads.services.sharing.duty import alone
from leads.services.spreading import tell_all
from leads.services.treatments import treatment_named
from leads.signals import leads_begun
from tenants.services.keys_ahead import KeysAhead
from tenants.settings.countries import is_country
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User

PERSON = ("name", "first_name", "last_name", "phone", "email", "interest")


@transaction.atomic
def write_down(person: Mapping[str, str], more: Mapping[str, Any], *, by: User, now: datetime) -> Lead:
    """A lead of `person` (texts, of PERSON), and then `more` as `change_lead` takes it.

    The same rows as an arrival's, without an arrival; nobody is told that somebody wrote. A number that is none is
    kept and flagged. Raises InvalidData for nobody's name, no way to reach them, or a mail that is none;
    KnownAlready; NotAllowed; and what `change_lead` raises: then there is no lead.
    """
    told = _told(person, country=str(more.get("country") or ""))
    lock_people(told.reachable)
    lock_owners({more.get("assigned_to_id"), alone()})
    by = as_of_now(by)
    refuse_known(told.reachable)
    treatment = treatment_named(told.interest, "")
    scored = scoring.score_arrival(told, treatment, at=now, now=now)
    key = KeysAhead(Lead)[Lead]
    owner = Owner() if more.get("assigned_to_id") else owner_alone()
    lead = begin(
        told, told.contacts, scored, key=key, treatment=treatment, companion_of=None, owner=owner.pk, at=now
    )
    note_owner(lead, owner, now=now)
    put_in_step([lead.pk], now=now)
    announce_later(lead, now=now)
    lead = _with_more(lead, more, by, now)
    tell_all(leads_begun, leads=[lead.pk], now=now)
    return lead


def _with_more(lead: Lead, more: Mapping[str, Any], by: User, now: datetime) -> Lead:
    """Who works for a partner writes down that partner's leads."""
    if by.data_scope == User.DataScope.PARTNER:
        own = by.partners.filter(is_active=True).values_list("pk", flat=True).first()
        if own is None:
            raise NotAllowed(_("Your partner does not work with this clinic any more. Ask an Admin."))
        Lead.objects.filter(pk=lead.pk).update(partner=own)
    wanted = {name: value for name, value in more.items() if value is not None}
    return change_lead(lead.pk, wanted, by=by, now=now) if wanted else Lead.objects.get(pk=lead.pk)


def _told(person: Mapping[str, str], *, country: str) -> Told:
    said = {name: one_line(person.get(name, "")) for name in PERSON}
    first, last = said["first_name"], said["last_name"]
    if not first and not last:
        first, last = split_name(said["name"])
    wrong = {name: [_("This is too long.")] for name in PERSON if len(said[name]) > LIMITS.get(name, 200)}
    if not first and not last:
        wrong["first_name"] = [_("Enter a name.")]
    if not said["phone"] and not said["email"]:
        wrong["phone"] = wrong["email"] = [_("Enter a phone number or a mail address.")]
    contacts = read_contacts(said | {"country": country}, clinic_country=clinic_settings().country)
    if any(one.kind == Identity.Kind.EMAIL and not one.is_valid for one in contacts):
        wrong["email"] = [_("This is no mail address.")]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    found = country if is_country(country) else next((one.country for one in contacts if one.country), "")
    return Told(first, last, found, contacts, interest=said["interest"], source=Lead.Source.OTHER)
