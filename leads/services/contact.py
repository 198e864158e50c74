"""We reached out to leads, or talked with them: what follows for their clocks (F:L14)."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from leads.models import Lead
from leads.services.answering import answered
from leads.services.heat import warm
from tenants.staff.models import User


def contacted(ids: Collection[int], *, by: User | None, at: datetime) -> int:
    """Note our contact at `at` (aware), whatever its way; how many it was the latest for. Safe to repeat.

    Whoever waited for an answer since before has one.

    Part of the caller's transaction, which holds the leads and writes the line in the trail.
    """
    warm(ids, at=at)
    answered(ids, by=by, at=at)
    later = Q(last_contact_date=None) | Q(last_contact_date__lt=at)
    return Lead.objects.filter(later, pk__in=ids).update(last_contact_date=at, updated_at=at)
