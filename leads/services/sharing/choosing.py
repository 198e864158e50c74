"""Who gets a new lead: language, then shift, then open leads, then turn (F:T9). Pure; each decision says why."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

NEVER = datetime(1, 1, 1, tzinfo=UTC)
OFF, FULL, LANGUAGE, TRIED, SKIP = "off", "full", "language", "tried", "skip"


@dataclass(frozen=True)
class Candidate:
    """`load` is how many open leads they have, `given_at` when the product last gave them one. Who is bound to
    partners sees the leads of these alone."""

    pk: int
    name: str
    languages: Collection[str]
    is_on: bool
    load: int
    capacity: int | None = None
    given_at: datetime | None = None
    bound_to: Collection[int] | None = None

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.load >= self.capacity

    def sees(self, partner: int | None) -> bool:
        return self.bound_to is None or partner in self.bound_to


@dataclass(frozen=True)
class Decision:
    """`to` is None when the lead waits for somebody. `why` is what OwnerChange keeps."""

    to: int | None
    why: dict[str, Any]


def choose(
    candidates: Iterable[Candidate], *, language: str, rule: str = "", tried: Collection[int] = ()
) -> Decision:
    """Nobody gets a lead whose language they do not speak while somebody on shift does, be it that all of these are
    full: then it waits. The fewest open leads count next, and then whoever was given one longest ago.

    `language` is empty where we do not know it: then everybody speaks it. `tried` are those who could not speak
    with them: none of these gets it, nor anybody else without the language.
    """
    people = list(candidates)
    on = [one for one in people if one.is_on and one.pk not in tried]
    able = [one for one in on if not language or language in one.languages]
    asked = able if tried else able or on
    free = [one for one in asked if not one.is_full]
    skipped = [{"who": one.name, "why": why} for one in people if (why := _why_not(one, able, tried))]
    told = {"rule": rule, "language": language, "skipped": skipped}
    if not free:
        return Decision(None, told | {"reasons": [FULL if asked else LANGUAGE if on else OFF]})
    chosen = min(free, key=lambda one: (one.load, one.given_at or NEVER, one.pk))
    return Decision(chosen.pk, told | {"reasons": _reasons(chosen, free, able, language), "load": chosen.load})


def _why_not(one: Candidate, able: list[Candidate], tried: Collection[int]) -> str:
    if one.pk in tried:
        return TRIED
    if not one.is_on:
        return OFF
    if able and one not in able:
        return LANGUAGE
    return FULL if one.is_full else ""


def _reasons(chosen: Candidate, free: list[Candidate], able: list[Candidate], language: str) -> list[str]:
    reasons = []
    if language:
        reasons.append("speaks" if able else "nobody_speaks")
    if len(free) == 1:
        return [*reasons, "only"]
    as_few = sum(one.load == chosen.load for one in free)
    return [*reasons, "load" if as_few == 1 else "turn"]
