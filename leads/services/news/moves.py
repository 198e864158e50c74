"""A lead is in another stage: its owner and whoever watches it hear of it, but for the one who moved it (F:C20)."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import translation
from django.utils.dateparse import parse_datetime

from leads.models import Lead, StageChange, Watcher
from leads.services.news.several import News, tell_each
from leads.services.stage_names import stage_name
from tenants.staff.models import User

MOVED, SEVERAL_MOVED = "lead_moved", "leads_moved"
PRODUCT = "Bridgework"


@transaction.atomic
def tell_moved(told: Mapping[str, object]) -> None:
    """Of all steps that one person, or the product itself, made to one stage at one moment. Safe to repeat."""
    steps = StageChange.objects.filter(
        to_semantic=told["meaning"], at=parse_datetime(str(told["at"])), to_stage=told["stage"], by=told["by"]
    )
    rows = steps.select_related("to_stage", "by", "lead__assigned_to").prefetch_related("lead__identities")
    by_lead = {step.lead_id: step for step in rows.order_by("pk")}
    for person, leads in _listeners(by_lead.values(), but=told["by"]).items():
        seen = Lead.objects.visible_to(person).filter(pk__in=leads).order_by("pk").values_list("pk", flat=True)
        _tell(person, [by_lead[pk] for pk in seen])


def _listeners(steps: Iterable[StageChange], *, but: object) -> dict[User, set[int]]:
    """Of each person the leads that they have or watch."""
    theirs: dict[User, set[int]] = {}
    leads = [step.lead for step in steps]
    for lead in leads:
        if lead.assigned_to is not None:
            theirs.setdefault(lead.assigned_to, set()).add(lead.pk)
    for watcher in Watcher.objects.filter(lead__in=leads).select_related("user"):
        theirs.setdefault(watcher.user, set()).add(watcher.lead_id)
    return {person: pks for person, pks in theirs.items() if person.pk != but}


def _tell(person: User, steps: list[StageChange]) -> None:
    """The stage as this reader calls it."""
    if not steps:
        return
    first = steps[0]
    with translation.override(person.language):
        stage = stage_name(first.to_stage)
    who = {"who": str(first.by or PRODUCT), "stage": stage}
    news = [News(step.lead_id, f"{step.pk}", who | {"lead": str(step.lead)}) for step in steps]
    # the pieces of one large order are within the same hour
    once = f"{first.by_id}:{first.to_stage_id}:{first.at:%Y-%m-%dT%H}"
    tell_each(person, news, one=MOVED, several=SEVERAL_MOVED, once=once, about=who)
