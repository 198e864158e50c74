"""The ways to reach somebody that an arrival names."""

from collections.abc import Mapping
from dataclasses import dataclass

from crm.lib.mail import mail_box
from crm.lib.phone import e164
from leads.services.doubts import COUNTRY_GUESSED
from leads.services.reading.places import country_named


@dataclass(frozen=True)
class Contact:
    """One way to reach the person: `value` to compare, `typed` to show and to write to; not valid is kept and
    flagged (F:L17, L18)."""

    kind: str
    value: str
    typed: str
    is_valid: bool


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
    number = e164(typed, country=country_named(fields.get("country", "")) or None) if typed else None
    guessed = e164(typed, country=clinic_country) if typed and not number and clinic_country else None
    contacts = []
    if typed:
        value = number or guessed
        contacts.append(Contact("phone", value or typed, typed, value is not None))
    if address := fields.get("email", ""):
        box = mail_box(address)
        contacts.append(Contact("email", box or address, address, box is not None))
    return tuple(contacts), (COUNTRY_GUESSED,) if guessed else ()
