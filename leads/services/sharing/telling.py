"""Whoever is given leads by the product hears of it, and these are no new ones any more: by a job, for the front
door waits for nobody."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from leads.models import Lead
from leads.services.moving import owned
from tenants.notices.services.notify import notify
from tenants.outbox.services.enqueue import enqueue
from tenants.staff.models import User

TELL = "leads.tell_new_owner"
ONE, SEVERAL = "lead_shared", "leads_shared"


def tell_owner_later(leads: Sequence[int], owner: int, *, now: datetime) -> None:
    """Part of the transaction that gave them to this person at `now`; once for each time that they were given."""
    given = f"{leads[0]}:{owner}:{now.isoformat()}"
    told = {"lead_ids": list(leads), "owner_id": owner, "given": given}
    enqueue(kind=TELL, key=f"{TELL}:{given}", payload=told, due_at=now)


@transaction.atomic
def tell_new_owner(told: Mapping[str, object], *, now: datetime) -> None:
    """Of those that are still theirs; one notice, however many there are. Safe to repeat."""
    rows = Lead.objects.select_for_update(no_key=True, of=("self",)).prefetch_related("identities").order_by("pk")
    leads = list(rows.filter(pk__in=told["lead_ids"], assigned_to=told["owner_id"]))
    if not leads:
        return
    owned([lead.pk for lead in leads], by=None, now=now)
    owner, key = User.objects.filter(pk=told["owner_id"]), f"{told['given']}"
    if len(leads) == 1:
        notify(owner, ONE, about={"lead": str(leads[0])}, link=_address("change", leads[0].pk), key=key)
    else:
        notify(owner, SEVERAL, about={"number": str(len(leads))}, link=_address("changelist"), key=key)


def _address(page: str, *args: int) -> str:
    return reverse(f"admin:leads_lead_{page}", urlconf=settings.ROOT_URLCONF, args=args)
