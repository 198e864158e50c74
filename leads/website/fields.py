"""The fields that a form of ours may ask for, in the order in which people expect them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AskedField:
    """`word` is its label in leads.website.words, `type` that of the input, `autocomplete` what a browser fills in,
    `longest` what the intake takes."""

    name: str
    word: str
    type: str
    autocomplete: str
    longest: int


NAME = AskedField("name", "full_name", "text", "name", 240)
FIRST = AskedField("first_name", "first_name", "text", "given-name", 120)
LAST = AskedField("last_name", "last_name", "text", "family-name", 120)
EMAIL = AskedField("email", "email", "email", "email", 254)
PHONE = AskedField("phone", "phone", "tel", "tel", 64)
COUNTRY = AskedField("country", "country", "text", "country-name", 60)
TREATMENT = AskedField("treatment", "treatment", "text", "off", 200)
MESSAGE = AskedField("message", "message", "area", "off", 5000)
CONSENT = AskedField("consent", "consent", "checkbox", "off", 200)

FIELDS = (NAME, FIRST, LAST, EMAIL, PHONE, COUNTRY, TREATMENT, MESSAGE)
# What a clinic chooses from; the first name is always asked.
CHOOSABLE = (LAST, EMAIL, PHONE, COUNTRY, TREATMENT, MESSAGE, CONSENT)
USUAL = frozenset({"last_name", "email", "phone", "message", "consent"})
NAMES, CONTACTS = frozenset({"name", "first_name", "last_name"}), frozenset({"email", "phone"})
