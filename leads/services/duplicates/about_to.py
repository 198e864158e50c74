"""Somebody is about to be written down: who of the clinic may be the same person (F:I7)."""

from collections.abc import Mapping

from crm.lib.lines import one_line
from leads.services.duplicates.similar import Similar, similar_to_told
from leads.services.reading import LIMITS, Told, name_in, read_contacts
from tenants.settings.countries import is_country
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User

NAMES = ("name", "first_name", "last_name", "phone", "email", "interest", "country")


def about_to(person: Mapping[str, str], *, reader: User) -> Similar:
    """Of texts as far as they are typed, by NAMES. What cannot be read says nothing; nothing is refused."""
    said = {name: one_line(person.get(name, ""))[: LIMITS.get(name, 200)] for name in NAMES}
    first, last = name_in(said)
    contacts = read_contacts(said, clinic_country=clinic_settings().country)
    country = said["country"] if is_country(said["country"]) else ""
    found = country or next((one.country for one in contacts if one.country), "")
    return similar_to_told(Told(first, last, found, contacts, interest=said["interest"]), reader=reader)
