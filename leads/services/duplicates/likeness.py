"""Whether two may be one person, and why: the one rule of every door (F:L22). Pure, and the same both ways."""

from collections.abc import Iterable
from enum import Enum
from itertools import product

from leads.services.duplicates.mails import is_near, is_slip
from leads.services.duplicates.numbers import is_variant
from leads.services.duplicates.person import Person
from leads.services.finding.one_edit import one_edit
from leads.services.names import could_be_one

SHORTEST_NAME = 2  # words that somebody is called by before a name says anything
SHORTEST_FAMILY = 4  # letters of a family name of which one may be wrong


class Why(Enum):
    """What speaks for it. The value is kept in rows and told to programs."""

    CONTACT = "contact"
    NUMBER = "number"
    MAIL = "mail"
    MAIL_NEAR = "mail_near"
    NAME_AND_TREATMENT = "name_and_treatment"
    NAME_AND_COUNTRY = "name_and_country"


WEIGHT = {
    Why.CONTACT: 100,
    Why.NUMBER: 60,
    Why.MAIL: 50,
    Why.MAIL_NEAR: 40,
    Why.NAME_AND_TREATMENT: 25,
    Why.NAME_AND_COUNTRY: 20,
}


def likeness(one: Person, other: Person) -> list[Why]:
    """What speaks for it, the weightiest first; nothing for a lead and itself, for companions, and for two whose
    names are no one's: families share numbers and mails (HOUSE 17)."""
    is_family = one.circle is not None and one.circle == other.circle
    if is_family or not _could_be_one(one, other):
        return []
    found = [Why.NUMBER] * any(is_variant(a, b) for a, b in product(one.numbers, other.numbers))
    pairs = list(product(one.mails, other.mails))
    if any(is_slip(a, b) for a, b in pairs):
        found.append(Why.MAIL)
    elif one.family and one.family == other.family and any(is_near(a, b) for a, b in pairs):
        found.append(Why.MAIL_NEAR)
    if len(one.name) >= SHORTEST_NAME and sorted(one.name) == sorted(other.name):
        found += [Why.NAME_AND_TREATMENT] * (one.treatment is not None and one.treatment == other.treatment)
        found += [Why.NAME_AND_COUNTRY] * bool(one.country and one.country == other.country)
    return found


def weight(why: Iterable[Why]) -> int:
    return sum(WEIGHT[one] for one in why)


def _could_be_one(one: Person, other: Person) -> bool:
    if could_be_one(" ".join(one.name), " ".join(other.name)):
        return True
    mine, theirs = "".join(one.family), "".join(other.family)
    is_slip = min(len(mine), len(theirs)) >= SHORTEST_FAMILY and one_edit(mine, theirs)
    return bool(one.given) and one.given == other.given and is_slip
