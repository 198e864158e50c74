"""Temperature falls by itself where nobody is in contact (F:L9). It acts on temperature, never on score."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from leads.models import Heat, LeadRules
from leads.services.heat.columns import HOT, WARM, cooled, falls_at, next_fall
from leads.services.heat.order import one_after_the_other

WARMER = (HOT, WARM)  # cold falls no more


@transaction.atomic
def cool_leads(*, now: datetime) -> int:
    """Cool whatever is due, however long it has been; how many rows changed. Done again it touches none.

    One UPDATE, over the index of who is hot or warm. A pinned one is never due. A lead that is archived or done
    keeps its temperature and is due no more until `back_at_work`. A row that somebody holds at this moment, for it
    is being warmed or scored, is left for the next hour: so nobody waits for us with a row that we wait for.
    """
    rules = LeadRules.objects.get()
    due = Heat.objects.filter(temperature__in=WARMER, cools_at__lte=now)
    free = due.select_for_update(skip_locked=True, no_key=True).values("pk")
    return due.filter(pk__in=free).update(temperature=cooled(rules, now), cools_at=next_fall(rules, now))


@transaction.atomic
def redate(rules: LeadRules) -> int:
    """The days of the clinic changed: when each warm or hot lead at work falls next. One UPDATE."""
    falling = Heat.objects.filter(cools_at__isnull=False)
    return one_after_the_other(falling).update(cools_at=falls_at(rules))


def back_at_work(ids: Iterable[int]) -> int:
    """Leads that were archived or done go on: they cool again, from their last contact. Part of the transaction
    that brought them back; one UPDATE, and no harm where they had never left."""
    frozen = Heat.objects.filter(pk__in=list(ids), cools_at=None, pinned_at=None)
    return one_after_the_other(frozen).update(cools_at=falls_at(LeadRules.objects.get()))
