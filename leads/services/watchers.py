"""Who watches a lead: colleagues who see it and want to hear when it moves (F:C20)."""

from datetime import datetime

from django.db import transaction

from crm.lib.errors import NotThere
from leads.models import Lead, Watcher
from tenants.staff.models import User


@transaction.atomic
def watch(lead_pk: int, *, by: User, now: datetime) -> None:
    """From here on; again changes nothing. Raises NotThere for a lead that `by` does not see."""
    if not Lead.objects.visible_to(by).filter(pk=lead_pk).select_for_update(no_key=True).exists():
        raise NotThere
    Watcher.objects.bulk_create([Watcher(lead_id=lead_pk, user=by, since=now)], ignore_conflicts=True)


def stop_watching(lead_pk: int, *, by: User) -> None:
    """Also of a lead that one sees no more."""
    Watcher.objects.filter(lead=lead_pk, user=by).delete()


def watches(lead: Lead, user: User) -> bool:
    return Watcher.objects.filter(lead=lead, user=user).exists()
