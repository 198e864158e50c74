"""A lead is hot: whoever can answer hears of it, once a day at most."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from leads.models import Lead, Temperature
from leads.services.news.links import page_of
from leads.services.news.people import concerned
from leads.services.news.several import News, tell_each
from tenants.notices.services.notify import notify
from tenants.staff.models import User

HOT, SEVERAL_HOT = "lead_hot", "leads_hot"


def tell_of_hot_lead(lead: Lead, people: Iterable[User], *, key: str) -> set[int]:
    """Returns those of `people` who want to hear of hot leads, by key."""
    return notify(people, HOT, about={"lead": str(lead)}, link=page_of(lead.pk), key=key)


@transaction.atomic
def tell_hot(told: Mapping[str, object], *, now: datetime) -> None:
    """Of those that are hot still, and at work. Safe to repeat; what cools and is hot again on one day is one
    notice."""
    rows = Lead.objects.current().filter(pk__in=told["lead_ids"], heat__temperature=Temperature.HOT).order_by("pk")
    news: dict[User, list[News]] = {}
    for lead in rows.select_related("assigned_to").prefetch_related("identities"):
        one = News(lead.pk, f"{lead.pk}:{now.date().isoformat()}", {"lead": str(lead)})
        for person in concerned(lead, but=told["by"], now=now):
            news.setdefault(person, []).append(one)
    for person, theirs in news.items():
        tell_each(person, theirs, one=HOT, several=SEVERAL_HOT, once=f"{theirs[0].lead}:{now.date().isoformat()}")
