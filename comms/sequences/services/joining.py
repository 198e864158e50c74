"""Who begins a sequence by itself: whoever comes into a stage, from a source, or gets a tag (F:C24).

Once for each (rule, lead, enquiry), however often they come by, so that rules that lead to one another end (H:S13).
Part of the transaction of what happened.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import structlog
from django.db import InterfaceError, OperationalError

from comms.sequences.models import Enrolment, Rule
from comms.sequences.services.enrolling import enrol
from comms.sequences.services.rules_on import rules_on
from leads.models import Lead
from leads.services.many import MOST

log = structlog.get_logger(__name__)
Trigger = Rule.Trigger
AWAY = (InterfaceError, OperationalError)


def join_stages(came: Iterable[tuple[int, int]], *, now: datetime) -> None:
    """`came` are (lead, the stage where it is from now on)."""
    rules = rules_on(Trigger.STAGE)
    if rules:
        _join(rules, [rule.stage_id for rule in rules], _gathered(came), now)


def join_tagged(given: Mapping[int, Collection[int]], *, now: datetime) -> None:
    """`given` are by tag the leads that just got it."""
    rules = rules_on(Trigger.TAG)
    _join(rules, [rule.tag_id for rule in rules], given, now)


def join_new(leads: Collection[int], *, now: datetime) -> None:
    """They are new: by where they come from, and by the stage in which they begin. One statement, and none where
    no rule asks for it."""
    if not rules_on(Trigger.STAGE, Trigger.SOURCE):
        return
    rows = Lead.objects.filter(pk__in=leads).order_by("pk").values_list("pk", "source", "stage_id")
    join_arrived(list(rows), now=now)


def join_arrived(rows: Collection[tuple[int, str, int]], *, now: datetime) -> None:
    """The same of leads of which source and stage are known already."""
    rules = rules_on(Trigger.SOURCE)
    _join(rules, [rule.source for rule in rules], _gathered((pk, source) for pk, source, _stage in rows), now)
    join_stages([(pk, stage) for pk, _source, stage in rows], now=now)


def _join(
    rules: Collection[Rule], what: Iterable[object], by_what: Mapping[object, Collection[int]], now: datetime
) -> None:
    for rule, one in zip(rules, what, strict=True):
        leads = sorted(by_what.get(one, ()))
        for start in range(0, len(leads), MOST):
            _take(rule, leads[start : start + MOST], now)


def _take(rule: Rule, leads: Collection[int], now: datetime) -> None:
    """What stands in the way of one rule, or breaks it, is none of the others'."""
    stage = rule.stage if rule.only_there else None
    try:
        enrol(rule.sequence_id, leads, way=Enrolment.Way.RULE, rule=rule, stage=stage, now=now)
    except AWAY:
        raise
    except Exception:
        log.exception("sequences.rule_failed", rule=rule.pk)


def _gathered(pairs: Iterable[tuple[int, object]]) -> dict[object, list[int]]:
    found: dict[object, list[int]] = {}
    for lead, what in pairs:
        found.setdefault(what, []).append(lead)
    return found
