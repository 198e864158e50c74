"""What is compared of somebody: of a lead, or of whom somebody is about to write down."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from crm.lib.words import plain_words
from leads.models import Identity, Lead
from leads.services.duplicates.numbers import Number, read


class Reached(Protocol):
    kind: Any
    value: str
    is_valid: bool


class Says(Protocol):
    """An arrival, or a row of a list."""

    first_name: str
    last_name: str
    country: str
    contacts: Any


@dataclass(frozen=True)
class Person:
    """Names in plain words; `circle` is the lead on whose number they came, or their own; None: no lead yet."""

    pk: int | None
    given: tuple[str, ...]
    family: tuple[str, ...]
    country: str
    treatment: int | None
    mails: tuple[str, ...]
    numbers: tuple[Number, ...]
    circle: int | None

    @property
    def name(self) -> tuple[str, ...]:
        return self.given + self.family


def person_of(lead: Lead) -> Person:
    """Reads the identities, which whoever has many leads reads along."""
    circle = lead.companion_of_id or lead.pk
    return _person(lead, lead.identities.all(), pk=lead.pk, treatment=lead.treatment_id, circle=circle)


def person_told(told: Says, *, treatment: int | None = None) -> Person:
    return _person(told, told.contacts, pk=None, treatment=treatment, circle=None)


def _person(who: Lead | Says, contacts: Iterable[Reached], **more: Any) -> Person:
    given, family = (tuple(plain_words(name)) for name in (who.first_name, who.last_name))
    every = list(contacts)
    mails = tuple(one.value for one in every if one.kind == Identity.Kind.EMAIL)
    numbers = tuple(read(one.value, is_valid=one.is_valid) for one in every if one.kind == Identity.Kind.PHONE)
    return Person(given=given, family=family, country=who.country, mails=mails, numbers=numbers, **more)
