"""The person in an arrival's fields."""

from collections.abc import Mapping
from dataclasses import dataclass

from crm.lib.errors import InvalidData
from leads.models import Lead
from leads.services.names import split_name
from leads.services.reading.contacts import WHATSAPP_ID, Contact, contacts_and_doubts
from leads.services.reading.fields import LIMITS
from leads.services.reading.places import country_named, language_named
from leads.services.reading.sub_source import sub_source_in

NAME_MISSING = "Tell us a name."
NO_CONTACT = "Leave a phone number or an e-mail address."
NAME, CONTACT = "name", "contact"


@dataclass(frozen=True)
class Told:
    """What an arrival said about a person, cleaned. `country` and `language` are ISO codes or empty, `partner`
    is the code of one or of nobody, `doubts` are codes of leads.services.doubts."""

    first_name: str
    last_name: str
    country: str
    contacts: tuple[Contact, ...]
    company: str = ""
    city: str = ""
    language: str = ""
    interest: str = ""
    message: str = ""
    source: str = Lead.Source.WEBSITE
    sub_source: str = ""
    partner: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def reachable(self) -> tuple[Contact, ...]:
        return tuple(contact for contact in self.contacts if contact.is_valid)


def read_told(fields: Mapping[str, str], problems: Mapping[str, list[str]], *, clinic_country: str = "") -> Told:
    """The person in what `read_fields` found. Raises InvalidData naming every field that cannot be used.

    The country is the one the form names, else the number's.
    """
    _refuse_incomplete(fields, problems)
    first, last = name_in(fields)
    contacts, doubts = contacts_and_doubts(fields, clinic_country=clinic_country)
    source = fields.get("source", "").lower()
    return Told(
        first_name=first,
        last_name=last,
        country=country_named(fields.get("country", "")) or next((c.country for c in contacts if c.country), ""),
        contacts=contacts,
        company=fields.get("company", ""),
        city=fields.get("city", ""),
        language=language_named(fields.get("language", "")),
        interest=fields.get("treatment", ""),
        message=fields.get("message") or fields.get("notes", ""),
        source=source if source in Lead.Source.values else Lead.Source.WEBSITE,
        sub_source=sub_source_in(fields),
        partner=fields.get("partner", "").lower(),
        doubts=doubts,
    )


def name_in(fields: Mapping[str, str]) -> tuple[str, str]:
    """First and last name, taken apart when they came as one (F:L3)."""
    first, last = fields.get("first_name", ""), fields.get("last_name", "")
    if not first and not last:
        first, last = split_name(fields.get("name", ""))
    return first[: LIMITS["first_name"]], last[: LIMITS["last_name"]]


def missing_in(fields: Mapping[str, str]) -> tuple[str, ...]:
    """What somebody needs to add before this is a lead: NAME, CONTACT."""
    has_name = any(fields.get(name) for name in ("first_name", "last_name", "name"))
    has_contact = fields.get("phone") or fields.get("email") or fields.get(WHATSAPP_ID)
    return tuple(code for code, there in ((NAME, has_name), (CONTACT, has_contact)) if not there)


def _refuse_incomplete(fields: Mapping[str, str], problems: Mapping[str, list[str]]) -> None:
    missing = missing_in(fields)
    wrong: dict[str, list[str]] = {}
    if NAME in missing:
        wrong["first_name"] = [NAME_MISSING]
    if CONTACT in missing:
        wrong["phone"] = wrong["email"] = [NO_CONTACT]
    if wrong or problems:
        raise InvalidData("The enquiry is incomplete.", fields=wrong | dict(problems))
