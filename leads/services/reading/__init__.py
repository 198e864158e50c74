"""From the bytes of an arrival to a person: plain checks, no surprises for the database (F:I1, H:L4).

What stands in the contract is understood; whatever else came is kept in the payload as it is.
"""

from leads.services.reading.contacts import Contact, contacts_and_doubts, read_contacts
from leads.services.reading.fields import LIMITS, TYPED, looks_automatic, read_fields
from leads.services.reading.first_touch import FIRST_TOUCH, FORM_VIEWS, VISIT
from leads.services.reading.told import CONTACT, NAME, Told, missing_in, name_in, read_told

__all__ = [
    "CONTACT",
    "FIRST_TOUCH",
    "FORM_VIEWS",
    "LIMITS",
    "NAME",
    "TYPED",
    "VISIT",
    "Contact",
    "Told",
    "contacts_and_doubts",
    "looks_automatic",
    "missing_in",
    "name_in",
    "read_contacts",
    "read_fields",
    "read_told",
]
