"""A scoring profile as the calculation takes it; `leads.models.ScoringProfile` is where a clinic keeps its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

FULL = 100


@dataclass(frozen=True)
class Factor:
    """`most` are the points it can earn; `params` change how its evaluator reads the fact."""

    key: str
    most: int
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """HOT is above `hot_above`, WARM from `warm_from` on (F:0.1)."""

    factors: tuple[Factor, ...]
    version: int = 0
    base: int = 0
    hot_above: int = 70
    warm_from: int = 40

    def temperature_of(self, points: int) -> str:
        """A value of `leads.models.Temperature`."""
        if points > self.hot_above:
            return "hot"
        return "warm" if points >= self.warm_from else "cold"


def factors_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Factor, ...]:
    """From the JSON of a profile's row."""
    return tuple(Factor(row["key"], row["most"], row.get("params", {})) for row in rows)
