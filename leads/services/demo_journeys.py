"""How far each lead of a demo clinic has come, and the lines of the trail that tell of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import Max

from crm.lib.business_time import add
from leads.demo.journeys import Journey, journey
from leads.models import FollowUp, Lead, Stage
from leads.models.stage import DONE, Semantic
from leads.services.demo_walks import MOVED, Walk, along, moved_at, write_walks
from leads.services.moving.columns import chance
from tenants.audit.origin import as_if
from tenants.audit.services.record import record
from tenants.services.together import together
from tenants.settings.services.calendar import clinic_calendar
from tenants.staff import roles
from tenants.staff.models import User

FIELDS = [
    *("assigned_to", "stage", "stage_since", "conversion_probability"),
    *("next_follow_up", "follow_up_why", "archived_at", "archived_by"),
]
THEIR_TURN, OVERDUE = 30 * 60, 12  # business minutes to the next step; how much longer than that some wait
# What of it stands in the trail: by verb, and how far on the way from their last enquiry to today.
TOLD = (
    ("assigned_to", "lead.assigned", 0.02),
    ("stage", "lead.moved", MOVED),
    ("archived_at", "lead.archived", 0.5),
)


@transaction.atomic
def travel(*, seed: str, now: datetime) -> None:
    """Owners by language and a place along the way, by who wrote last; done again it changes nothing."""
    draw, team = Random(seed), speakers()  # noqa: S311  repeatable on purpose
    rows = Lead.objects.annotate(last=Max("payloads__pk")).order_by("last")
    leads = list(rows.select_related("stage", "assigned_to").prefetch_related("identities"))
    stages = list(Stage.objects.order_by("position"))
    walked: list[Walk] = []
    with together():
        for number, lead in enumerate(leads):
            before = {name: getattr(lead, name) for name, _, _ in TOLD}
            steps = [stage for stage in stages if stage.semantic not in {Semantic.LOST, Semantic.CLOSED}]
            one = journey(draw, age=1 - (number + 1) / len(leads), steps=len(steps))
            lost = next(stage for stage in stages if stage.semantic == Semantic.LOST)
            _go(draw, lead, one, lost if one.is_lost else steps[one.step], team, now)
            _tell(lead, before, now)
            if lead.stage != before["stage"]:
                walked.append(Walk(lead, before["stage"], steps[1 : one.step + 1]))
        Lead.objects.bulk_update(leads, FIELDS, batch_size=500)
        write_walks(walked, seed=seed, now=now)


def _go(
    draw: Random, lead: Lead, one: Journey, stage: Stage, team: Mapping[str, Sequence[User]], now: datetime
) -> None:
    if lead.stage != stage:
        lead.stage, lead.stage_since = stage, moved_at(lead, now)
        lead.conversion_probability = chance(stage)
    lead.assigned_to = _owner(draw, team, lead.language, one)
    lead.next_follow_up = _next(draw, lead, now)
    if not lead.next_follow_up or lead.stage.semantic != Semantic.NEW:
        lead.follow_up_why = FollowUp.NEXT_STEP if lead.next_follow_up else ""
    lead.archived_at = lead.last_arrival_at + (now - lead.last_arrival_at) / 2 if one.is_archived else None
    lead.archived_by = lead.assigned_to if one.is_archived else None


def _tell(lead: Lead, before: Mapping[str, object], now: datetime) -> None:
    """By its owner, or whoever could have been."""
    for name, verb, way in TOLD:
        was, is_now = before[name], getattr(lead, name)
        if was != is_now:
            at = moved_at(lead, now) if name == "stage" else along(lead, now, way)
            with as_if(at, who=lead.assigned_to):
                record(verb, lead, changes={name: (_plain(was), _plain(is_now))})


def _plain(value: object) -> object:
    return getattr(value, "pk", value)


def speakers() -> Mapping[str, Sequence[User]]:
    """Who speaks what; under "" are all."""
    people = list(User.objects.filter(groups__name__in=[roles.AGENT, roles.MANAGER]).order_by("pk"))
    spoken = {language for person in people for language in person.languages}
    return {"": people} | {one: [person for person in people if one in person.languages] for one in spoken}


def _owner(draw: Random, team: Mapping[str, Sequence[User]], language: str, one: Journey) -> User | None:
    chosen = draw.choice(team.get(language) or team[""])
    return chosen if one.has_owner else None


def _next(draw: Random, lead: Lead, now: datetime) -> datetime | None:
    """When somebody should look again: as the front door said for the new ones; for those at work in opening hours
    to come, and for a few since a while."""
    around = draw.uniform(-0.08, 1)
    if lead.stage.semantic == Semantic.NEW:
        return lead.next_follow_up
    if lead.stage.semantic in DONE or lead.stage.semantic in {Semantic.ACCEPTED, Semantic.TRAVELLING}:
        return None
    minutes = (lead.stage.sla_minutes or THEIR_TURN) * around
    at = add(clinic_calendar(), now, int(minutes)) if minutes > 0 else now + timedelta(minutes=minutes * OVERDUE)
    return at.replace(second=0, microsecond=0)
