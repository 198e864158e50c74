"""A lead at work is nobody's when its owner works here no more, or does not see it: so that somebody does
(F:T7, F:T18)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q

from leads.models import Lead
from leads.services.owners import possible_owners
from leads.services.owning import Handed, note_owner_changes
from leads.services.sight import unseen_by_owner
from tenants.audit.services.record import record_many


def owners_of(leads: Iterable[int]) -> set[int | None]:
    """Who has these leads now; kept by `lock_owners`, none of them leaves before the leads are back at work."""
    held = Lead.objects.filter(pk__in=leads).order_by().values_list("assigned_to_id", flat=True)
    return set(held.distinct())


def free_left_behind(leads: Collection[int], *, now: datetime) -> None:
    """Take those that are not archived from owners who left or work for another partner, each with its line in the
    trail.

    Part of the transaction that brought the leads back to work and holds their rows. One statement when none left.
    """
    owned = Lead.objects.current().filter(pk__in=leads, assigned_to__isnull=False)
    left = owned.filter(~Q(assigned_to__in=possible_owners().values("pk")) | unseen_by_owner())
    rows = list(left.prefetch_related("identities"))
    if not rows:
        return
    Lead.objects.filter(pk__in=[row.pk for row in rows]).update(assigned_to=None, updated_at=now)
    lines = [(row.pk, str(row), {"assigned_to": (row.assigned_to_id, None)}) for row in rows]
    record_many("lead.assigned", Lead, lines)
    note_owner_changes((Handed(row.pk, row.assigned_to_id, None) for row in rows), by=None, at=now)
