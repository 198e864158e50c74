"""Whether a step's conditions hold for many people (F:C16). What they may be and how they read: `condition_rules`.

A fact that nobody knows here is so for nobody: a step that cannot be judged is left out, not sent.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from comms.sequences.models import Step
from leads.models import Heat, Lead, LeadTag

NO_REPLY, QUOTE_OPENED = "no_reply", "quote_opened"
# Whoever answers has left their sequence before a step is asked about; quotes do not exist yet.
BARE: Mapping[str, bool] = {NO_REPLY: True, QUOTE_OPENED: False}
Facts = Mapping[str, Collection[str]]


def unmet(wanted: Collection[tuple[Lead, Step]], *, now: datetime) -> set[int]:
    """The leads for whom one of the conditions of their step is not met. Two statements however many there are, and
    none where nothing is asked; each lead comes with its stage."""
    asked = [(lead, step.conditions) for lead, step in wanted if step.conditions]
    facts = _facts([lead for lead, _conditions in asked])
    return {lead.pk for lead, conditions in asked if not all(holds(one, facts[lead.pk]) for one in conditions)}


def holds(condition: Mapping[str, Any], facts: Facts) -> bool:
    """Pure. `facts` are what is true of somebody, by fact."""
    fact, wanted = condition.get("fact"), condition.get("is", True)
    if fact in BARE:
        return BARE[fact] == wanted
    if fact not in facts:
        return False
    return bool({str(value) for value in condition.get("values", ())} & set(facts[fact])) == wanted


def _facts(leads: Iterable[Lead]) -> dict[int, Facts]:
    found: dict[int, dict[str, set[str]]] = {
        lead.pk: {
            "stage": {lead.stage.semantic, str(lead.stage_id)},
            "language": {lead.language},
            "temperature": set(),
            "tag": set(),
        }
        for lead in leads
    }
    if found:
        for pk, temperature in Heat.objects.filter(lead__in=found).values_list("lead", "temperature"):
            found[pk]["temperature"].add(temperature)
        for pk, tag in LeadTag.objects.filter(lead__in=found).values_list("lead", "tag"):
            found[pk]["tag"].add(str(tag))
    return found
