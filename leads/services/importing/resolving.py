"""Texts of a file that name rows of the clinic: a stage, a colleague, a partner, a treatment, an own field."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from crm.lib.errors import InvalidData
from crm.lib.words import plain_words
from leads.models import CustomField, Partner, Stage
from leads.services.custom import active_fields
from leads.services.custom_kinds import COLUMNS, plain, read_value
from leads.services.importing.options import AS_IN_FILE, Options
from leads.services.importing.rows import Row
from leads.services.importing.rows.reasons import (
    OWNER_UNKNOWN,
    PARTNER_UNKNOWN,
    STAGE_UNKNOWN,
    TAG_UNUSABLE,
    VALUE_UNREADABLE,
)
from leads.services.importing.staging import Reached, Said
from leads.services.owners import possible_owners
from leads.services.partners import choosable
from leads.services.reading import Contact
from leads.services.tags import is_tag_name
from leads.services.treatments import PriceList
from tenants.staff.models import User

BEST = 5  # of a rating


class Resolver:
    """What the rows of one file mean in this clinic, at this moment. Five queries; each text is looked up once."""

    def __init__(self, options: Options, *, by: User | None):
        self._options = options
        self._fields: Mapping[str, CustomField] = active_fields()
        self._stages = _by_words(_stage_names(Stage.objects.order_by("position")))
        self._owners = _owners() if options.owner == AS_IN_FILE else {}
        self._partners = _by_words(_partner_names(choosable(by) if by else Partner.objects.filter(is_active=True)))
        prices = PriceList()
        self._treatment = lru_cache(maxsize=10_000)(prices.named)
        self._custom = lru_cache(maxsize=10_000)(self._read_custom)

    def said(self, row: Row) -> tuple[Said, list[str]]:
        """What waits to be loaded, and the doubts that came on top of the row's own."""
        doubts: list[str] = []
        said = Said(
            row.first_name,
            row.last_name,
            _each_once(row.contacts),
            row.country,
            row.city,
            row.language,
            row.company,
            row.interest,
            self._treatment(row.interest) if row.interest else None,
            row.note,
            row.source,
            row.sub_source,
            self._found(self._partners, row.partner, PARTNER_UNKNOWN, doubts) if row.partner else None,
            self._found(self._stages, row.stage, STAGE_UNKNOWN, doubts) if row.stage else None,
            self._owner(row.owner, doubts),
            row.created_at.isoformat() if row.created_at else "",
            row.last_contact_at.isoformat() if row.last_contact_at else "",
            row.consents,
            self._tags(row.tags, doubts),
            row.do_not_contact,
            row.reference or (),
            self._rating(row.rating, doubts),
            row.website,
            self._values(row.custom, doubts) if row.custom else (),
            row.is_test,
        )
        return said, doubts

    def _owner(self, text: str, doubts: list[str]) -> int | None:
        if self._options.owner == AS_IN_FILE:
            return self._found(self._owners, text, OWNER_UNKNOWN, doubts) if text else None
        return int(self._options.owner) if self._options.owner else None

    def _found(self, known: Mapping[str, int], text: str, doubt: str, doubts: list[str]) -> int | None:
        found = known.get(text) or known.get(_folded(text))
        if found is None:
            doubts.append(doubt)
        return found

    def _rating(self, rating: float | None, doubts: list[str]) -> float | None:
        """Of five, as maps rate; what another scale says is not guessed."""
        if rating is None or rating <= BEST:
            return rating
        doubts.append(VALUE_UNREADABLE)
        return None

    def _tags(self, given: Iterable[str], doubts: list[str]) -> list[str]:
        named = [*given, self._options.tag] if self._options.tag else list(given)
        good = [name for name in named if is_tag_name(name)]
        if len(good) < len(named):
            doubts.append(TAG_UNUSABLE)
        return good

    def _values(self, given: Mapping[str, str], doubts: list[str]) -> list[list[Any]]:
        read = [self._custom(key, text) for key, text in given.items() if text]
        if None in read:
            doubts.append(VALUE_UNREADABLE)
        return [one for one in read if one is not None]

    def _read_custom(self, key: str, text: str) -> list[Any] | None:
        field = self._fields.get(key)
        try:
            value = read_value(field, text) if field else None
        except InvalidData:
            return None
        return None if value is None else [field.pk, COLUMNS[field.kind], plain(value)]


@lru_cache(maxsize=10_000)
def _folded(text: str) -> str:
    return " ".join(plain_words(text))


def _each_once(contacts: Iterable[Contact]) -> list[Reached]:
    """A number that stands in two columns is one."""
    found = {(one.kind, one.value): Reached(one.kind, one.value, one.typed, one.is_valid) for one in contacts}
    return list(found.values())


def _by_words(named: Iterable[tuple[int, str]]) -> dict[str, int]:
    """By folded name; what two share is the first's."""
    found: dict[str, int] = {}
    for pk, name in named:
        if folded := _folded(str(name)):
            found.setdefault(folded, pk)
    return found


def _stage_names(stages: Iterable[Stage]) -> Iterable[tuple[int, str]]:
    """Names in any language before meanings: a clinic may call "Replied" what means contacted."""
    rows = list(stages)
    yield from ((one.pk, name) for one in rows for name in (one.name, *one.names.values()))
    yield from ((one.pk, name) for one in rows for name in (one.semantic, one.get_semantic_display()))


def _partner_names(partners: Iterable[Partner]) -> Iterable[tuple[int, str]]:
    return ((one.pk, name) for one in partners for name in (one.code, one.name))


def _owners() -> dict[str, int]:
    """By mail and by name; a name that two colleagues have is nobody's."""
    people = list(possible_owners())
    names = [_folded(one.full_name) for one in people]
    named = {_folded(one.full_name): one.pk for one in people if names.count(_folded(one.full_name)) == 1}
    return named | {one.email.lower(): one.pk for one in people} | {_folded(one.email): one.pk for one in people}
