"""Somebody new wrote: whoever can answer hears of it at once (F:C19)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from leads.models import Lead, Temperature
from leads.services.news.asking import NEWS_FROM
from leads.services.news.hot import tell_of_hot_lead
from leads.services.news.links import page_of
from leads.services.news.people import concerned
from leads.services.sharing.duty import is_alone
from tenants.notices.services.notify import notify
from tenants.staff.models import User

NEW = "lead_new"


@transaction.atomic
def tell_of_arrival(told: Mapping[str, object], *, now: datetime) -> None:
    """Those on shift, of a lead that nobody has; who works alone, of theirs. Safe to repeat.

    Whoever was given it hears that they were (leads.services.sharing.telling, leads.services.handing).
    """
    rows = Lead.objects.current().select_related("assigned_to", "heat").prefetch_related("identities")
    lead = rows.filter(pk=told["lead_id"]).first()
    if lead is None or (lead.assigned_to_id is not None and not is_alone()):
        return
    people = concerned(lead, but=told["by"], now=now)
    heard = _tell_if_hot(lead, people)
    if lead.lead_score >= NEWS_FROM:
        rest = [one for one in people if one.pk not in heard]
        notify(rest, NEW, about={"lead": str(lead)}, link=page_of(lead.pk), key=f"{lead.pk}")


def _tell_if_hot(lead: Lead, people: Iterable[User]) -> set[int]:
    return tell_of_hot_lead(lead, people, key=f"{lead.pk}:new") if lead.temperature == Temperature.HOT else set()
