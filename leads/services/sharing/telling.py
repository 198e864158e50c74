"""Whoever is given leads by the product hears of it, and these are no new ones any more: by a job, for the front
door waits for nobody."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from leads.models import Lead, Temperature
from leads.services.moving import owned
from leads.services.news.asking import NEWS_FROM
from leads.services.news.hot import tell_of_hot_lead
from leads.services.news.links import list_of_leads, page_of
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
    """Of those that are still theirs; one notice, however many there are, and a mail when one of them has the
    points for it (F:C19). Safe to repeat."""
    rows = Lead.objects.select_for_update(no_key=True, of=("self",)).select_related("heat").order_by("pk")
    found = rows.filter(pk__in=told["lead_ids"], assigned_to=told["owner_id"])
    leads = list(found.prefetch_related("identities"))
    if not leads:
        return
    owned([lead.pk for lead in leads], by=None, now=now)
    owner, key = User.objects.filter(pk=told["owner_id"]), f"{told['given']}"
    is_mailed = any(lead.lead_score >= NEWS_FROM for lead in leads)
    if len(leads) > 1:
        about = {"number": str(len(leads))}
        notify(owner, SEVERAL, about=about, link=list_of_leads(), key=key, mail=is_mailed)
    elif not _heard_as_hot(leads[0], owner, key):
        about, link = {"lead": str(leads[0])}, page_of(leads[0].pk)
        notify(owner, ONE, about=about, link=link, key=key, mail=is_mailed)


def _heard_as_hot(lead: Lead, owner: QuerySet[User], key: str) -> bool:
    """That a lead is hot says more than that it is new; who does not want to hear so hears that it is theirs."""
    return lead.temperature == Temperature.HOT and bool(tell_of_hot_lead(lead, owner, key=key))
