"""Which blow falls when: decided before the run, by the seed alone."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

CHILDREN = 4  # processes that send: two workers with two each


@dataclass(frozen=True)
class Kind:
    """`often` in a minute. `leaves` is how many messages one blow may leave of which nobody knows the outcome."""

    often: int
    leaves: int = 0


KINDS: Mapping[str, Kind] = {
    # kill -9
    "worker": Kind(4, leaves=CHILDREN // 2),
    "child": Kind(6, leaves=1),
    "web": Kind(1),
    "beat": Kind(1),
    # a worker that loses Redis ends what it is doing, for Redis will hand it out again
    "redis killed": Kind(2, leaves=CHILDREN),
    "redis frozen": Kind(1, leaves=CHILDREN),
    "redis flushed": Kind(2),
    "postgres killed": Kind(1, leaves=CHILDREN),
    # what a provider does to one message
    "too much": Kind(3),
    "its fault": Kind(3),
    "strange 500": Kind(2, leaves=1),
    "dropped": Kind(2, leaves=1),
    "accepted and silent": Kind(3, leaves=1),
    "accepted and hanging": Kind(1, leaves=1),
    "slow": Kind(3),
    # and to what it tells us
    "told twice": Kind(6),
    "told late": Kind(6),
    "status lost": Kind(2),
}


@dataclass(frozen=True)
class Blow:
    """`at` seconds after the beginning; `lasts` for what comes back; `chance`, from 0 to 1, chooses the victim."""

    at: float
    kind: str
    lasts: float
    chance: float


def plan(seed: int, seconds: float) -> list[Blow]:
    """In the order in which they fall; each kind once at least, spread over the whole time."""
    draw = random.Random(seed)  # noqa: S311
    blows = []
    for kind, known in KINDS.items():
        number = max(1, round(known.often * seconds / 60))
        for turn in range(number):
            at = (turn + draw.random()) * seconds / number
            blows.append(Blow(at, kind, draw.uniform(0.3, 2.5), draw.random()))
    return sorted(blows, key=lambda blow: blow.at)


def most_unknown(blows: Iterable[Blow]) -> int:
    """Of how many messages nobody may know what became of them, at most."""
    return sum(KINDS[kind].leaves * number for kind, number in Counter(blow.kind for blow in blows).items())
