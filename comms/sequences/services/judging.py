"""Which of several texts is the better one, and whether that can be said yet (F:C14). Pure.

What is known of a text's rate after `sent` and `replied` is Beta(1 + replied, 1 + sent - replied): before anything
is sent every rate is as likely as another. Of two the probability is a closed sum (Evan Miller, "Formulas for
Bayesian A/B testing", 2015); of more it is integrated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, exp, fsum, log, log1p, sqrt
from statistics import NormalDist

from comms.sequences.services.beta import below, log_beta, share_below

LEAST = 30  # of each text, before anything is said
SURE = 0.95
FARTHEST = 100_000  # more sends than this tell nobody anything
LONG_SUM = 5_000  # replies of the rarer one; beyond it the integral is as good and quicker
# Gauss and Legendre, three points: (place, weight) on -1..1.
NODES = ((-sqrt(0.6), 5 / 9), (0.0, 8 / 9), (sqrt(0.6), 5 / 9))


@dataclass(frozen=True)
class Arm:
    """What became of one text: `replied` are part of `sent`."""

    sent: int
    replied: int

    def __post_init__(self) -> None:
        if not 0 <= self.replied <= self.sent:
            raise ValueError("Replied are part of sent.")

    @property
    def a(self) -> int:
        return 1 + self.replied

    @property
    def b(self) -> int:
        return 1 + self.sent - self.replied

    @property
    def rate(self) -> float | None:
        return self.replied / self.sent if self.sent else None

    @property
    def mean(self) -> float:
        return self.a / (self.a + self.b)


@dataclass(frozen=True)
class Judgement:
    """`chances`, that each is the best, add up to 1. `leader` is the place of the first of the likeliest.
    `more`: about how many more sends of all texts together would tell; None where that cannot be said."""

    chances: tuple[float, ...]
    ranges: tuple[tuple[float, float], ...]
    leader: int
    enough: bool
    more: int | None

    @property
    def probability(self) -> float:
        return self.chances[self.leader]


def judge(arms: Sequence[Arm], *, sure: float = SURE) -> Judgement:
    """Of two texts or more. Not enough below LEAST of each, or when none is the best with probability `sure`."""
    chances = chances_of(arms)
    leader = chances.index(max(chances))
    enough = min(arm.sent for arm in arms) >= LEAST and chances[leader] >= sure
    more = None if enough else _more(arms, leader, sure)
    return Judgement(chances, tuple(range_of(arm) for arm in arms), leader, enough, more)


def range_of(arm: Arm, *, holds: float = 0.95) -> tuple[float, float]:
    """Where the rate lies with probability `holds`, as much outside on either side."""
    side = (1 - holds) / 2
    return share_below(side, arm.a, arm.b), share_below(1 - side, arm.a, arm.b)


def chances_of(arms: Sequence[Arm]) -> tuple[float, ...]:
    if len(arms) < 2:
        raise ValueError("There is nothing to compare.")
    if len(arms) == 2 and min(arm.replied for arm in arms) < LONG_SUM:
        second = _second_of_two(*arms)
        return (1 - second, second)
    best = [_integrated(arms, place) for place in range(len(arms))]
    return tuple(one / sum(best) for one in best)


def _second_of_two(one: Arm, other: Arm) -> float:
    """That `other` has the higher rate: a sum over the replies of the rarer one."""
    if one.replied < other.replied:
        return 1 - _second_of_two(other, one)
    whole = log_beta(one.a, one.b)
    each = (
        log_beta(one.a + i, one.b + other.b) - log(other.b + i) - log_beta(1 + i, other.b) for i in range(other.a)
    )
    return min(1.0, fsum(exp(part - whole) for part in each))


def _integrated(arms: Sequence[Arm], place: int) -> float:
    """That this one is above all others. Over the log of the odds, in pieces of half a deviation at most."""
    own, others = arms[place], [arm for at, arm in enumerate(arms) if at != place]
    lowest, *_, highest = edges = _edges(own)
    cuts = {cut for arm in others for cut in _edges(arm) if lowest < cut < highest}
    total = 0.0
    for start, end in pairwise(sorted({*edges, *cuts})):
        half, middle = (end - start) / 2, (end + start) / 2
        for node, weight in NODES:
            odds = middle + half * node  # their log; a share of nearly one is told by them alone
            share = 1 / (1 + exp(-odds))
            density = exp(-own.a * log1p(exp(-odds)) - own.b * log1p(exp(odds)) - log_beta(own.a, own.b))
            for arm in others:
                density *= below(share, arm.a, arm.b)
            total += half * weight * density
    return total


def _edges(arm: Arm) -> list[float]:
    """From where nothing is left of it to where nothing is left: its tails end like exp(at) and exp(-bt)."""
    peak, step = log(arm.a / arm.b), sqrt(1 / arm.a + 1 / arm.b) / 2
    left, right = max(16 * step, 25 / arm.a), max(16 * step, 25 / arm.b)
    return [peak + step * count for count in range(-ceil(left / step), ceil(right / step) + 1)]


def _more(arms: Sequence[Arm], leader: int, sure: float) -> int | None:
    """If rates stay as they are: where the leader's and the last rival's ranges part (both as normal)."""
    best, rest = arms[leader], [arm for place, arm in enumerate(arms) if place != leader]
    if any(arm.mean >= best.mean for arm in rest):
        return None
    z = NormalDist().inv_cdf(sure)
    times = max(z**2 * (_variance(best) + _variance(arm)) / (best.mean - arm.mean) ** 2 for arm in rest)
    missing = sum(max(0, LEAST - arm.sent) for arm in arms)
    wanted = max(missing, sum(arm.sent for arm in arms) * (times - 1), LEAST)
    return None if wanted > FARTHEST else _round(wanted)


def _variance(arm: Arm) -> float:
    return arm.mean * (1 - arm.mean) / (arm.a + arm.b + 1)


def _round(number: float) -> int:
    """To two digits, upwards: an estimate is not more exact than that."""
    step = 10 ** max(0, len(str(int(number))) - 2)
    return int(ceil(number / step) * step)
