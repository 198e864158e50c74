"""The rules of a clinic that are on: asked with each arrival and move, changed rarely."""

from collections.abc import Sequence

from comms.sequences.models import Rule
from crm.lib.ttl import TTLCache
from tenants.context import current_clinic

CACHE_SECONDS = 3
_rules: TTLCache[tuple[Rule, ...]] = TTLCache(seconds=CACHE_SECONDS)


def rules_on(*triggers: str) -> Sequence[Rule]:
    """Those of these triggers, oldest first, with their stage; believed for CACHE_SECONDS by each process. Where
    there is none nothing is asked."""
    return [rule for rule in _rules.get_or(current_clinic().uuid, _asked) if rule.trigger in triggers]


def forget_rules() -> None:
    _rules.clear()


def _asked() -> tuple[Rule, ...]:
    rows = Rule.objects.filter(is_on=True, removed_at=None, sequence__archived_at=None).select_related("stage")
    return tuple(rows.order_by("pk"))
