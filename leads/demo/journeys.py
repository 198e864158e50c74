"""How far somebody may have come since they wrote, the longer ago the further."""

from dataclasses import dataclass
from random import Random

FRESH = 0.04  # of the 90 days: the last ones; every other one has got an answer
LOST, ARCHIVED = (0.08, 0.3), 0.4  # lost from the first day to the last; of the older lost ones, archived
QUICK = 0.93  # who has more luck than this makes up their mind within days


@dataclass(frozen=True)
class Journey:
    """`step` along the stages that lead on, from 0; `age` is 0 for who wrote last and 1 for who wrote first."""

    step: int
    is_lost: bool
    is_archived: bool
    has_owner: bool


def journey(draw: Random, *, age: float, steps: int) -> Journey:
    """Draws as often whatever comes of it, so that one journey does not change the next."""
    luck, pace, fate, owner, tidy = (draw.random() for _ in range(5))
    is_lost = age > FRESH and fate < LOST[0] + (LOST[1] - LOST[0]) * age
    reach = 1 if age <= FRESH else 1 + int(age * (steps - 1))
    step = max(1, int(max(luck, pace) * (reach + 1))) if age > FRESH else int(luck > 0.8)
    if age > FRESH and luck > QUICK:
        half = steps // 2
        step = max(step, half + int((luck - QUICK) / (1 - QUICK) * (half - 1)))
    is_new = step == 0 and not is_lost
    return Journey(
        min(step, steps - 1), is_lost, is_lost and age > 0.4 and tidy < ARCHIVED, owner < (0.3 if is_new else 0.95)
    )
