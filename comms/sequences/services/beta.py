"""The Beta distribution of whole numbers: how much of it lies below a share, and which share that much lies below.

The incomplete beta function by its continued fraction (Abramowitz and Stegun 26.5.8), evaluated by Lentz's method.
"""

from math import exp, lgamma, log, log1p

TINY, CLOSE, MOST = 1e-300, 1e-15, 100_000


def log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def below(x: float, a: float, b: float) -> float:
    """The probability that a share of Beta(a, b) lies below `x`."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = exp(a * log(x) + b * log1p(-x) - log_beta(a, b))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def share_below(part: float, a: float, b: float) -> float:
    """The share that `part` of Beta(a, b) lies below, to nine digits."""
    low, high = 0.0, 1.0
    for _ in range(36):
        middle = (low + high) / 2
        if below(middle, a, b) < part:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, MOST):
        for factor in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _not_zero(1 + factor * d)
            c = _not_zero(1 + factor / c)
            value *= c * d
        if abs(c * d - 1) < CLOSE:
            break
    return value


def _not_zero(number: float) -> float:
    return number if abs(number) > TINY else TINY
