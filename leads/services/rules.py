"""How this clinic works its leads: read often, changed rarely."""

from crm.lib.ttl import TTLCache
from leads.models import LeadRules
from tenants.context import current_clinic

CACHE_SECONDS = 3
AGAIN_HOURS = [4, 24]  # F 2b: after the first attempt, after the second
_rules: TTLCache[LeadRules] = TTLCache(seconds=CACHE_SECONDS)


def rules_pack() -> None:
    """Give a clinic without rules the numbers of F:0.1 and F 2b; one that has some keeps them."""
    if not LeadRules.objects.exists():
        LeadRules.objects.bulk_create([LeadRules(pk=1, again_hours=AGAIN_HOURS)])


def lead_rules() -> LeadRules:
    """Believed for CACHE_SECONDS by each process; to read, not to save."""
    return _rules.get_or(current_clinic().uuid, LeadRules.objects.get)


def forget_lead_rules() -> None:
    _rules.clear()
