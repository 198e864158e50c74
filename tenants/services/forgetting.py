"""Rows that are of no use any more go, a batch at a time, in every schema that has them.

A registry that the floors above fill in `apps.ready()`; the ages are settings. What is never registered stays.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tenants.context import is_platform

BATCH, BATCHES = 1000, 20  # rows in one statement; statements of one rule in one run


@dataclass(frozen=True)
class Rule:
    """`useless(now)` are the rows of the current schema that may go."""

    useless: Callable[[datetime], QuerySet]
    in_clinics: bool
    in_public: bool
    first: Callable[[Collection, datetime], None] | None


_rules: list[Rule] = []


def forgets(
    useless: Callable[[datetime], QuerySet],
    *,
    in_clinics: bool = False,
    in_public: bool = False,
    first: Callable[[Collection, datetime], None] | None = None,
) -> None:
    """Register which rows are of no use at a moment, and where such rows are.

    `first(keys, now)` takes away what hangs on them and is no row (files), before they go: after a crash in between
    it is done again. It is asked at each run, though nothing is to go.
    """
    _rules.append(Rule(useless, in_clinics, in_public, first))


def forget_useless(*, now: datetime) -> int:
    """Delete in the current schema what the rules name, at most BATCH * BATCHES rows each; returns how many went.

    Each statement is a transaction of its own: no lock is held for long, and a crash loses nothing.
    """
    here = [rule for rule in _rules if (rule.in_public if is_platform() else rule.in_clinics)]
    return sum(_forget(rule, now) for rule in here)


def _forget(rule: Rule, now: datetime) -> int:
    gone = 0
    for _ in range(BATCHES):
        rows = rule.useless(now)
        keys = list(rows.order_by().values_list("pk", flat=True)[:BATCH]) if rule.first else None
        if rule.first:
            rule.first(keys, now)
        these = rows.order_by().values("pk")[:BATCH] if keys is None else keys
        went, _ = rows.model._base_manager.filter(pk__in=these).delete()
        gone += went
        if went < BATCH:
            break
    return gone
