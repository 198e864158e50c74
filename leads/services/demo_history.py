"""What a demo clinic lived through: every form through the front door, then how far each lead has come."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from django.db.models import Max

from crm.lib.errors import HouseError
from leads.demo.arrivals import PAGE, Form, arrivals
from leads.demo.journeys import Journey, journey
from leads.models import Lead, LeadPayload, Stage
from leads.models.stage import Semantic
from leads.services.inheritance import DONE
from leads.services.intake import Arrival, receive_lead
from leads.services.reading import read_contacts
from tenants.desk.api.bodies import parse_json
from tenants.keys.services.check import Key
from tenants.staff import roles
from tenants.staff.models import User

SENT_BY = {"User-Agent": "WordPress/6.8; https://clinic-site.example", "Accept-Language": ""}
SEEN_BY = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


def relive(*, server: Key, page: Key, leads: int, now: datetime) -> None:
    """Goes on where an interrupted call with the same `leads` ended; done again it changes nothing more."""
    seed = seed_of(server)
    already = LeadPayload.objects.count()
    for form in islice(arrivals(leads=leads, seed=seed, until=now), already, None):
        if form.returns:
            _come_to_nothing(form)
        with suppress(HouseError):  # what is incomplete is refused, and kept for triage
            receive_lead(_arrival(form, server, page), parse=parse_json, now=form.at)
    _travel(Random(seed), now)  # noqa: S311  repeatable on purpose


def seed_of(key: Key) -> str:
    """Each demo clinic has its own history."""
    return key.clinic.slug


def _arrival(form: Form, server: Key, page: Key) -> Arrival:
    if form.way == PAGE:
        headers = SEEN_BY | {"Origin": page.origins[0]}
        return Arrival(form.body, "application/json", page, headers=headers, demands_check=False)
    return Arrival(form.body, "application/json", server, headers=SENT_BY)


def _come_to_nothing(form: Form) -> None:
    """Their last enquiry ended before they write again."""
    held = [contact.value for contact in read_contacts(form.person)]
    lost = Stage.objects.get(semantic=Semantic.LOST)
    Lead.objects.filter(identities__value__in=held, enquiry=1).update(stage=lost, next_follow_up=None)


def _travel(draw: Random, now: datetime) -> None:
    """Owners by language, and a place along the way; in the order in which they wrote last."""
    leads = list(Lead.objects.annotate(last=Max("payloads__pk")).order_by("last"))
    stages = list(Stage.objects.order_by("position"))
    on_the_way = [stage for stage in stages if stage.semantic not in {Semantic.LOST, Semantic.CLOSED}]
    lost = next(stage for stage in stages if stage.semantic == Semantic.LOST)
    team = _team()
    for number, lead in enumerate(leads):
        one = journey(draw, age=1 - (number + 1) / len(leads), steps=len(on_the_way))
        lead.stage = lost if one.is_lost else on_the_way[one.step]
        lead.assigned_to = _owner(draw, team, lead.language, one)
        lead.next_follow_up = _next(draw, lead, now)
        lead.archived_at = lead.last_arrival_at + (now - lead.last_arrival_at) / 2 if one.is_archived else None
        lead.archived_by = lead.assigned_to if one.is_archived else None
    fields = ["assigned_to", "stage", "next_follow_up", "archived_at", "archived_by"]
    Lead.objects.bulk_update(leads, fields, batch_size=500)


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
