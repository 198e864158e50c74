"""How much of an enquiry each touch gets, by five models. Pure; in ten-thousandths that sum exactly to the whole.

First and last give all to one end; linear gives each the same; position gives 40 % to each end and shares the rest
between; decay halves a touch's weight for each HALF_LIFE that it lies before the last one.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from attribution.models.credit import WHOLE

HALF_LIFE = timedelta(days=7)
END = 4_000  # of each end, by position
Moment = tuple[datetime, int]  # when, and the touch's key: of one instant the lower key came first


def shares(moments: Sequence[Moment]) -> dict[int, tuple[int, int, int, int, int]]:
    """By key of the touch: first, last, linear, position, decay (models.credit.MODELS). Nothing of none."""
    ordered = sorted(moments)
    count = len(ordered)
    if not count:
        return {}
    first = [WHOLE, *[0] * (count - 1)]
    each = (first, first[::-1], parted([1] * count), _position(count), _decay([at for at, _key in ordered]))
    return {key: tuple(parts[place] for parts in each) for place, (_at, key) in enumerate(ordered)}


def parted(weights: Sequence[float]) -> list[int]:
    """WHOLE by weights, which are not all zero: what rounding leaves goes to the largest remainders, of equal
    ones to the earlier."""
    total = sum(weights)
    exact = [WHOLE * weight / total for weight in weights]
    parts = [int(one) for one in exact]
    largest = sorted(range(len(parts)), key=lambda place: (round(parts[place] - exact[place], 9), place))
    for place in largest[: WHOLE - sum(parts)]:
        parts[place] += 1
    return parts


def _position(count: int) -> list[int]:
    if count <= 2:
        return parted([1] * count)
    between = count - 2
    quotient, left = divmod(WHOLE - 2 * END, between)
    return [END, *(quotient + (place < left) for place in range(between)), END]


def _decay(times: Sequence[datetime]) -> list[int]:
    return parted([0.5 ** ((times[-1] - at) / HALF_LIFE) for at in times])
