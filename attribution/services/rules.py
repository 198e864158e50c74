"""The clinic's own rules: the first that fits a touch decides. Pure; the rows are models.SourceRule."""

import re
from collections.abc import Iterable
from functools import lru_cache

from attribution.models import SourceRule
from attribution.services.sources import Told, word_of


def fitting(rules: Iterable[SourceRule], told: Told) -> SourceRule | None:
    """The first of `rules`, which come in their order, that fits."""
    return next((rule for rule in rules if fits(rule, told)), None)


def fits(rule: SourceRule, told: Told) -> bool:
    """Whether all that it asks for is there. One that asks for nothing fits nothing."""
    asked = ((rule.source, told.source), (rule.medium, told.medium), (rule.campaign, word_of(told.campaign)))
    texts = [(pattern, text) for pattern, text in (*asked, (rule.host, told.host)) if pattern.strip()]
    if not texts and not rule.click:
        return False
    return (not rule.click or rule.click in told.clicks) and all(is_like(text, pattern) for pattern, text in texts)


def is_like(text: str, pattern: str) -> bool:
    """Whether `text`, folded, is like one of the patterns, which have commas between. Nothing is like no text."""
    return bool(text) and any(_is_one(text, one) for one in _patterns(pattern))


@lru_cache(maxsize=5_000)
def _patterns(pattern: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(re.split(r"\*+", word)) for one in pattern.split(",") if (word := word_of(one)))


def _is_one(text: str, pieces: tuple[str, ...]) -> bool:
    """The pieces one after the other, with anything between; without going back, so a hostile one costs no time."""
    head, *rest = pieces
    if not rest:
        return text == head
    *middle, tail = rest
    if len(text) < len(head) + len(tail) or not (text.startswith(head) and text.endswith(tail)):
        return False
    place, end = len(head), len(text) - len(tail)
    for piece in middle:
        found = text.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return True
