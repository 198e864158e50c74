"""Evaluators by key: a closed list, which floors above make longer in `apps.ready()`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leads.services.scoring.facts import Facts


@dataclass(frozen=True)
class Judged:
    """`points` of `of`, in the evaluator's own scale, and why: a reason of `sentences` with values fit for JSON."""

    points: int
    of: int
    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)


Evaluate = Callable[[Facts, Mapping[str, Any], datetime], Judged]
_evaluators: dict[str, Evaluate] = {}
UNKNOWN = Judged(0, 1, "unknown")


def evaluator(key: str) -> Callable[[Evaluate], Evaluate]:
    """Decorate what judges the factor `key`; `evaluate(facts, params, now)` is pure."""

    def register(evaluate: Evaluate) -> Evaluate:
        _evaluators[key] = evaluate
        return evaluate

    return register


def known_keys() -> frozenset[str]:
    return frozenset(_evaluators)


def judge(key: str, facts: Facts, params: Mapping[str, Any], now: datetime) -> Judged:
    """A key that no evaluator knows earns nothing: a profile of a later version never costs a lead."""
    evaluate = _evaluators.get(key)
    return evaluate(facts, params, now) if evaluate else UNKNOWN
