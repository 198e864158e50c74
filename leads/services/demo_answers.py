"""Who answered the leads of a demo clinic, how soon, and since when they have them."""

from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from crm.lib.business_time import add, between
from leads.models import Lead, ResponseCycle
from leads.models.stage import Semantic
from leads.services.demo_journeys import speakers
from leads.services.demo_walks import along, moved_at
from leads.services.owning import Handed, note_owner_changes
from tenants.services.together import together
from tenants.settings.services.calendar import clinic_calendar

State = ResponseCycle.State
TOOK = (2, 4, 6, 8, 9, 11, 12, 14, 25, 70)  # business minutes: four of five in time
FRESH = timedelta(hours=3)
HANDED_OVER = 0.12
_WRITTEN = ["answered_at", "answered_by", "ended_at", "took_minutes", "state", "escalates_at"]


@transaction.atomic
def answer(*, seed: str, now: datetime) -> None:
    """Whoever is further than new was answered, before they moved on; nobody hears of what is late since days. Done
    again it changes nothing."""
    draw = Random(seed)  # noqa: S311  repeatable on purpose
    _own(draw, now)
    cycles = list(ResponseCycle.objects.filter(ended_at=None).select_related("lead__stage").order_by("pk"))
    for cycle in cycles:
        if cycle.lead.stage.semantic != Semantic.NEW or cycle.lead.archived_at:
            _end(cycle, draw.choice(TOOK), now)
        elif cycle.due_at and cycle.due_at < now - FRESH:
            cycle.state, cycle.escalates_at = State.MISSED, None
    ResponseCycle.objects.bulk_update(cycles, _WRITTEN, batch_size=500)
    ended = [cycle.lead_id for cycle in cycles if cycle.ended_at]
    Lead.objects.filter(pk__in=ended).update(answer_due_at=None)


def _end(cycle: ResponseCycle, took: int, now: datetime) -> None:
    calendar = clinic_calendar()
    at = min(add(calendar, cycle.began_at, took), moved_at(cycle.lead, now))
    cycle.answered_at = cycle.ended_at = at
    cycle.answered_by = cycle.lead.assigned_to
    cycle.took_minutes = between(calendar, cycle.began_at, at)
    cycle.state = State.MET if cycle.due_at is None or at <= cycle.due_at else State.MISSED
    cycle.escalates_at = None


def _own(draw: Random, now: datetime) -> None:
    """Shared out as they first wrote; some by a colleague who handed them over."""
    people = speakers()
    owned = Lead.objects.filter(assigned_to__isnull=False, owner_changes=None)
    with together():
        for lead in owned.order_by("pk"):
            first, at = lead.assigned_to_id, min(lead.created_at + timedelta(minutes=1), now)
            others = [one.pk for one in people.get(lead.language, people[""]) if one.pk != first]
            if others and draw.random() < HANDED_OVER:
                first = draw.choice(others)
                note_owner_changes([Handed(lead.pk, first, lead.assigned_to_id)], by=None, at=along(lead, now, 0.2))
            note_owner_changes([Handed(lead.pk, None, first, _why(lead))], by=None, at=at)


def _why(lead: Lead) -> dict[str, object]:
    """As leads.services.sharing.choosing would have said."""
    speaks = ["speaks"] if lead.language else []
    return {"rule": "", "language": lead.language, "skipped": [], "reasons": [*speaks, "turn"]}
