"""How far each lead of a demo clinic has come, and the lines of the trail that tell of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import Max

from leads.demo.journeys import Journey, journey
from leads.models import Lead, Stage
from leads.models.stage import Semantic
from leads.services.inheritance import DONE
from tenants.audit.origin import as_if
from tenants.audit.services.record import record
from tenants.services.together import together
from tenants.staff import roles
from tenants.staff.models import User

FIELDS = ["assigned_to", "stage", "next_follow_up", "archived_at", "archived_by"]
# What of it stands in the trail: by verb, and how far on the way from their last enquiry to today.
TOLD = (("assigned_to", "lead.assigned", 0.02), ("stage", "lead.moved", 0.3), ("archived_at", "lead.archived", 0.5))


@transaction.atomic
def travel(*, seed: str, now: datetime) -> None:
    """Owners by language and a place along the way, by who wrote last; done again it changes nothing."""
    draw, team = Random(seed), _team()  # noqa: S311  repeatable on purpose
    rows = Lead.objects.annotate(last=Max("payloads__pk")).order_by("last")
    leads = list(rows.select_related("stage", "assigned_to").prefetch_related("identities"))
    stages = list(Stage.objects.order_by("position"))
    with together():
        for number, lead in enumerate(leads):
            before = {name: getattr(lead, name) for name, _, _ in TOLD}
            steps = [stage for stage in stages if stage.semantic not in {Semantic.LOST, Semantic.CLOSED}]
            one = journey(draw, age=1 - (number + 1) / len(leads), steps=len(steps))
            lost = next(stage for stage in stages if stage.semantic == Semantic.LOST)
            _go(draw, lead, one, lost if one.is_lost else steps[one.step], team, now)
            _tell(lead, before, now)
        Lead.objects.bulk_update(leads, FIELDS, batch_size=500)


def _go(
    draw: Random, lead: Lead, one: Journey, stage: Stage, team: Mapping[str, Sequence[User]], now: datetime
) -> None:
    lead.stage = stage
    lead.assigned_to = _owner(draw, team, lead.language, one)
    lead.next_follow_up = _next(draw, lead, now)
    lead.archived_at = lead.last_arrival_at + (now - lead.last_arrival_at) / 2 if one.is_archived else None
    lead.archived_by = lead.assigned_to if one.is_archived else None


def _tell(lead: Lead, before: Mapping[str, object], now: datetime) -> None:
    """By its owner, or whoever could have been."""
    for name, verb, way in TOLD:
        was, is_now = before[name], getattr(lead, name)
        if was != is_now:
            at = lead.last_arrival_at + (now - lead.last_arrival_at) * way
            with as_if(at, who=lead.assigned_to):
                record(verb, lead, changes={name: (_plain(was), _plain(is_now))})


def _plain(value: object) -> object:
    return getattr(value, "pk", value)


def _team() -> Mapping[str, Sequence[User]]:
    """Who speaks what; under "" are all."""
    people = list(User.objects.filter(groups__name__in=[roles.AGENT, roles.MANAGER]).order_by("pk"))
    spoken = {language for person in people for language in person.languages}
    return {"": people} | {one: [person for person in people if one in person.languages] for one in spoken}


def _owner(draw: Random, team: Mapping[str, Sequence[User]], language: str, one: Journey) -> User | None:
    chosen = draw.choice(team.get(language) or team[""])
    return chosen if one.has_owner else None


def _next(draw: Random, lead: Lead, now: datetime) -> datetime | None:
    """When somebody should look again: as the front door said for the new ones, around now for those at work."""
    around = draw.uniform(-0.3, 1)
    if lead.stage.semantic == Semantic.NEW:
        return lead.next_follow_up
    if lead.stage.semantic in DONE or lead.stage.semantic in {Semantic.ACCEPTED, Semantic.TRAVELLING}:
        return None
    days = timedelta(minutes=lead.stage.sla_minutes or 2 * 24 * 60)
    return (now + around * days).replace(second=0, microsecond=0)
