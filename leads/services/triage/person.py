"""The person in an arrival that waits, with what staff added."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.models import Lead, LeadPayload
from leads.services.reading import Told, missing_in, name_in, read_contacts, read_fields, read_told
from leads.services.reading.told import CONTACT, NAME
from tenants.settings.services.clinic import clinic_settings

GIVEN = ("first_name", "last_name", "phone", "email")
_ANY_MAIL = "nobody@example.invalid"


def person_of(payload: LeadPayload, given: Mapping[str, str]) -> Told:
    """Read again, with `given` (of GIVEN) in place of what the form said. InvalidData for what is missing."""
    payload.fields = dict(payload.fields) | _read(given)
    missing = lacking(payload)
    wrong = {}
    if NAME in missing:
        wrong["first_name"] = [_("Enter a name.")]
    if CONTACT in missing:
        wrong["phone"] = wrong["email"] = [_("Enter a phone number or a mail address.")]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    if NAME in missing_in(payload.fields):
        return _without_name(read_told(payload.fields | {"name": "?"}, {}))
    return read_told(payload.fields, {}, clinic_country=clinic_settings().country)


def lacking(payload: LeadPayload) -> tuple[str, ...]:
    """What staff add before this is a lead. Whoever wrote in a conversation is answered there, by whatever name."""
    missing = missing_in(payload.fields)
    has_talk = payload.held_for == LeadPayload.HeldFor.WROTE
    return tuple(code for code in missing if not (has_talk and code == NAME))


def person_of_lead(payload: LeadPayload, lead: Lead) -> Told:
    """The same for somebody whom staff recognised: whatever is missing, the lead has it."""
    fields = dict(payload.fields)
    if not any(name_in(fields)):
        fields |= {"first_name": lead.first_name or lead.full_name, "last_name": lead.last_name}
    country = clinic_settings().country
    contacts = read_contacts(fields, clinic_country=country)
    told = read_told(fields if contacts else fields | {"email": _ANY_MAIL}, {}, clinic_country=country)
    return told if contacts else _without_contacts(told)


def _without_name(told: Told) -> Told:
    return Told(**{**vars(told), "first_name": "", "last_name": ""})


def _without_contacts(told: Told) -> Told:
    return Told(**{**vars(told), "contacts": ()})


def _read(given: Mapping[str, str]) -> dict[str, str]:
    fields, problems = read_fields({name: text for name, text in given.items() if name in GIVEN and text})
    if problems:
        too_long = _("This is too long.")
        raise InvalidData(too_long, fields={name: [too_long] for name in problems})
    return fields
