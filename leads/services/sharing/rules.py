"""How this clinic shares out and answers: asked for with each new lead, changed rarely."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from crm.lib.ttl import TTLCache
from leads.models import AssignmentRule, SharingRules
from tenants.context import current_clinic

CACHE_SECONDS = 3
_rules: TTLCache[SharingRules] = TTLCache(seconds=CACHE_SECONDS)
_assignment: TTLCache["tuple[Rule, ...]"] = TTLCache(seconds=CACHE_SECONDS)
CONDITIONS = ("source", "language", "country", "category", "partner")


@dataclass(frozen=True)
class Rule:
    """A rule in use. `people` is None for everybody."""

    name: str
    conditions: dict[str, frozenset]
    people: frozenset[int] | None
    skip: bool

    def fits(self, asked: dict[str, Any]) -> bool:
        return all(asked.get(name) in wanted for name, wanted in self.conditions.items())


def sharing_pack() -> None:
    """Give a clinic its row; one that has it keeps it."""
    if not SharingRules.objects.exists():
        SharingRules.objects.bulk_create([SharingRules(pk=1)])


def sharing_rules() -> SharingRules:
    """Believed for CACHE_SECONDS by each process; to read, not to save."""
    return _rules.get_or(current_clinic().uuid, lambda: SharingRules.objects.filter(pk=1).first() or SharingRules())


def rule_for(asked: dict[str, Any]) -> Rule | None:
    """The first rule in use that fits a lead with these values of CONDITIONS."""
    return next((rule for rule in rules_in_use() if rule.fits(asked)), None)


def rules_in_use() -> tuple[Rule, ...]:
    """In the order in which they are asked; believed like `sharing_rules`."""
    return _assignment.get_or(current_clinic().uuid, _asked)


def forget_sharing_rules() -> None:
    _rules.clear()
    _assignment.clear()


@transaction.atomic
def save_sharing_rules(fields: dict[str, Any]) -> SharingRules:
    """Set some of them; the others stay. Raises ValidationError by field; the trail says what changed."""
    sharing_pack()
    row = SharingRules.objects.select_for_update().get(pk=1)
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean()
    row.save(update_fields=list(fields))
    transaction.on_commit(forget_sharing_rules)
    return row


def _asked() -> tuple[Rule, ...]:
    rows = AssignmentRule.objects.filter(is_active=True).prefetch_related("members", "team__members")
    return tuple(_plain(row) for row in rows.select_related("team"))


def _plain(row: AssignmentRule) -> Rule:
    wanted = {name: frozenset(row.conditions[name]) for name in CONDITIONS if row.conditions.get(name)}
    people = {person.pk for person in row.members.all()}
    if row.team:
        people |= {person.pk for person in row.team.members.all()}
    return Rule(row.name, wanted, frozenset(people) if row.team or people else None, row.skip)
