"""What the people of a demo clinic wrote beside its leads: notes, tags and its own fields."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from leads.demo.record import ASKED, ASKS_A_COLLEAGUE, NOTED, NOTES, PINNED, TAGGED
from leads.demo.set_up import AIRPORT, AIRPORTS, ARRIVES, PAYING, PAYS, TAGS
from leads.models import Lead, LeadTag, Note, Tag
from leads.models.stage import DONE, Semantic
from leads.services.custom import active_fields, write_custom
from leads.services.demo_walks import along, moved_at
from leads.services.mentions import mentioned_in
from tenants.audit.origin import as_if
from tenants.audit.services.record import record
from tenants.services.together import together
from tenants.staff import roles
from tenants.staff.models import User


@transaction.atomic
def write_down(*, seed: str, now: datetime) -> None:
    """About leads that somebody has and works on. Done again it changes nothing."""
    if LeadTag.objects.exists():
        return
    draw = Random(f"{seed} notes")  # noqa: S311  repeatable on purpose
    rows = Lead.objects.filter(assigned_to__isnull=False).exclude(stage__semantic=Semantic.NEW)
    leads = list(rows.select_related("stage", "assigned_to").prefetch_related("identities").order_by("pk"))
    with together():
        _note(draw, leads, now)
        _tag(draw, leads, now)
    _ask_a_colleague(leads, now)
    _ask_for_the_journey(draw, leads, now)


def _note(draw: Random, leads: Sequence[Lead], now: datetime) -> None:
    notes = []
    for lead in leads:
        (kind, body), is_written, is_pinned = draw.choice(NOTES), _falls(draw, NOTED), _falls(draw, PINNED)
        at = along(lead, now, draw.uniform(0.05, 0.95))
        if is_written or is_pinned:
            pinned = {"pinned_at": at, "pinned_by": lead.assigned_to} if is_pinned else {}
            notes.append(Note(lead=lead, kind=kind, body=body, at=at, by=lead.assigned_to, **pinned))
    Note.objects.bulk_create(notes, batch_size=1000)
    for note in notes:
        with as_if(note.at, who=note.by):
            record("lead.noted", note.lead)
            if note.pinned_at:
                record("lead.note_pinned", note.lead)


def _tag(draw: Random, leads: Sequence[Lead], now: datetime) -> None:
    tags, ties = {tag.name: tag for tag in Tag.objects.all()}, []
    for lead in leads:
        names = sorted(draw.sample(sorted(TAGS), draw.choice((1, 1, 2)))) if _falls(draw, TAGGED) else []
        at = moved_at(lead, now)
        ties += [LeadTag(lead=lead, tag=tags[name], at=at, by=lead.assigned_to) for name in names]
        if names:
            with as_if(at, who=lead.assigned_to):
                record("lead.tagged", lead, changes={"tags": ([], names)})
    LeadTag.objects.bulk_create(ties, batch_size=1000)


def _ask_a_colleague(leads: Sequence[Lead], now: datetime) -> None:
    """The agent's last lead who has a quote."""
    manager = User.objects.get(groups__name=roles.MANAGER)
    quoted = [one for one in leads if one.stage.semantic == Semantic.PROPOSAL and one.assigned_to != manager]
    for lead in quoted[-1:]:
        at, body = along(lead, now, 0.9), ASKS_A_COLLEAGUE.format(who=f"@{manager.full_name}")
        note = Note.objects.create(lead=lead, body=body, at=at, by=lead.assigned_to)
        note.mentions.set(mentioned_in(body, lead))
        with as_if(at, who=lead.assigned_to):
            record("lead.noted", lead)


def _ask_for_the_journey(draw: Random, leads: Sequence[Lead], now: datetime) -> None:
    """When somebody who goes on means to come, from where, and how they pay."""
    fields = active_fields()
    for lead in leads:
        days, airport = draw.randint(9, 90), draw.choice(AIRPORTS.get(lead.country, ("",)))
        pays, is_asked = draw.choice(PAYING), _falls(draw, ASKED)
        if not is_asked or lead.stage.semantic in DONE or lead.archived_at:
            continue
        wanted: dict[str, Any] = {ARRIVES: (now + timedelta(days=days)).date(), PAYS: pays}
        if airport:
            wanted[AIRPORT] = airport
        at = moved_at(lead, now)
        with as_if(at, who=lead.assigned_to):
            write_custom({lead: wanted}, fields, now=at)


def _falls(draw: Random, percent: int) -> bool:
    return draw.random() < percent / 100
