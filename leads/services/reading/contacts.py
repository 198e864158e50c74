"""The ways to reach somebody that an arrival names."""

from collections.abc import Mapping
from dataclasses import dataclass

from crm.lib.mail import mail_box
from crm.lib.phone import read_number
from leads.services.doubts import COUNTRY_GUESSED
from leads.services.reading.places import country_named

# Of an arrival that came by WhatsApp: no form and no program may say these (they are not in fields.LIMITS).
WHATSAPP_ID, WHATSAPP_NAME = "whatsapp_id", "whatsapp_name"


@dataclass(frozen=True)
class Contact:
    """One way to reach the person: `value` to compare, `typed` to show and to write to; not valid is kept and
    flagged (F:L17, L18). `country` is the number's, an ISO code."""

    kind: str
    value: str
    typed: str
    is_valid: bool
    country: str = ""


def read_contacts(fields: Mapping[str, str], *, clinic_country: str = "") -> tuple[Contact, ...]:
    """The ways to reach somebody that these fields name, valid or not."""
    return contacts_and_doubts(fields, clinic_country=clinic_country)[0]


def contacts_and_doubts(
    fields: Mapping[str, str], *, clinic_country: str = ""
) -> tuple[tuple[Contact, ...], tuple[str, ...]]:
    """Number and mail, and COUNTRY_GUESSED for a number that only the clinic's own country made one.

    A number is read as it was typed, then as one of the country that the form names, then of the clinic's (F:L18).
    """
    typed = fields.get("phone", "")
    number = read_number(typed, country=country_named(fields.get("country", "")) or None) if typed else None
    guessed = read_number(typed, country=clinic_country) if typed and not number and clinic_country else None
    contacts = []
    if found := number or guessed:
        contacts.append(Contact("phone", found.e164, typed, is_valid=True, country=found.country))
    elif typed:
        contacts.append(Contact("phone", typed, typed, is_valid=False))
    if address := fields.get("email", ""):
        box = mail_box(address)
        contacts.append(Contact("email", box or address, address, box is not None))
    if user_id := fields.get(WHATSAPP_ID, ""):
        contacts.append(Contact("whatsapp", user_id, fields.get(WHATSAPP_NAME, ""), is_valid=True))
    return tuple(contacts), (COUNTRY_GUESSED,) if guessed else ()
