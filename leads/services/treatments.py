"""The clinic's price list: what a new clinic starts with, and which line of it somebody means."""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast

from crm.lib.words import plain_words
from leads.models import Treatment
from leads.packs.treatments import TREATMENTS

CENTS = 100
COLUMNS = ("id", "code", "name", "category")
Words = tuple[str, ...]


def treatment_pack() -> None:
    """Give a clinic without a price list the dental one; one that has some keeps what it has."""
    if Treatment.objects.exists():
        return
    Treatment.objects.bulk_create(
        Treatment(
            code=one.code,
            name=one.name,
            names=one.names,
            aliases=one.aliases,
            category=one.category,
            price_from=one.prices[0] * CENTS,
            price_to=one.prices[1] * CENTS,
            visits=one.visits,
            healing_months=one.healing_months,
            position=position,
        )
        for position, one in enumerate(TREATMENTS)
    )


def treatment_named(*texts: str) -> Treatment | None:
    """The treatment of the price list that the first of `texts` to name any means; None when none does.

    Whole words, without case, accents and signs, in any of the names and aliases of what is offered. Of several the
    one said in most words is meant, then in most letters: "all on 4 implants" is no single implant. One query, none
    without a text; of the row only COLUMNS are loaded.
    """
    asked = [words for words in map(plain_words, texts) if words]
    if not asked:
        return None
    prices = PriceList()
    meant = next((found for words in asked if (found := _meant(words, prices.rows)) is not None), None)
    row = next((row for row in prices.rows if row[0] == meant), None)
    return None if row is None else Treatment.from_db(connection.alias, COLUMNS, row[: len(COLUMNS)])


class PriceList:
    """The treatments that are offered, asked once for many texts."""

    def __init__(self) -> None:
        self.rows = _price_list()
        self.names: dict[int, str] = {row[0]: row[2] for row in self.rows}

    def named(self, text: str) -> int | None:
        """The key of the one that `text` means, as `treatment_named` finds it."""
        words = plain_words(text)
        return _meant(words, self.rows) if words else None


def _price_list() -> tuple[tuple, ...]:
    """What is offered, in its order; names and aliases as JSON, which is read only when it is new."""
    words = {"all_names": Cast("names", TextField()), "all_aliases": Cast("aliases", TextField())}
    offered = Treatment.objects.filter(is_active=True).annotate(**words)
    return tuple(offered.values_list(*COLUMNS, *words))


def _meant(words: list[str], rows: tuple[tuple, ...]) -> int | None:
    phrases, longest = _phrases(rows)
    said = [run for run in _runs(words, longest) if run in phrases]
    best = max(((len(run), len("".join(run)), *phrases[run]) for run in said), default=None)
    return best[-1] if best else None


def _runs(words: list[str], longest: int) -> Iterator[Words]:
    """Each run of neighbouring words, up to so many."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + longest, len(words)) + 1):
            yield tuple(words[start:end])


@lru_cache(maxsize=256)
def _phrases(rows: tuple[tuple, ...]) -> tuple[dict[Words, tuple[int, int]], int]:
    """{words: (less the further down the list, key)}, and the most words; what two treatments share is the first's.

    Made of the rows and nothing else: one clinic's list is never another's.
    """
    phrases: dict[Words, tuple[int, int]] = {}
    for order, (pk, _code, name, _category, names, aliases) in enumerate(rows):
        for text in (name, *_texts(names), *_texts(aliases)):
            if words := tuple(plain_words(text)):
                phrases.setdefault(words, (-order, pk))
    return phrases, max(map(len, phrases), default=0)


def _texts(stored: str) -> Iterable[str]:
    """The texts in a JSON list or object; what is no text there was not written by us."""
    values = json.loads(stored)
    found = values.values() if isinstance(values, dict) else values
    return [one for one in found if isinstance(one, str)]
