"""Contact keeps a lead from cooling: a word of theirs warms, a word of ours begins the days anew."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case, F, Value, When
from django.db.models.functions import Greatest

from leads.models import Heat, LeadRules
from leads.services.heat.columns import falls_at
from leads.services.heat.cooling_times import at_least_warm, cools_at
from leads.services.heat.order import one_after_the_other
from leads.services.rules import lead_rules
from tenants.services.later import update_later


def warm(ids: Iterable[int], *, at: datetime) -> int:
    """We were in contact with these at `at`: as warm as they were, for as long again. One UPDATE."""
    since = Greatest(F("warmed_at"), Value(at))
    rows = Heat.objects.filter(pk__in=list(ids), warmed_at__lt=at)
    return one_after_the_other(rows).update(warmed_at=at, cools_at=falls_at(LeadRules.objects.get(), since=since))


def wrote_to_us(lead: int, temperature: str, *, at: datetime) -> None:
    """They wrote: the temperature of their new score again, warm at least; a pinned one stays. Leaves with the next
    statement of the arrival."""
    warmer = at_least_warm(temperature)
    due = cools_at(warmer, at, rules=lead_rules())
    update_later(
        Heat.objects.filter(pk=lead),
        warmed_at=Greatest(F("warmed_at"), Value(at)),
        temperature=Case(When(pinned_at=None, then=Value(warmer)), default=F("temperature")),
        cools_at=Case(When(pinned_at=None, then=Value(due)), default=None),
    )
