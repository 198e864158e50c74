"""How each kind of operation of the ledger is done, in a small world: leads of every sort, an arrival, a rule."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from leads.models import AssignmentRule, Enquiry, Identity, Lead, LeadPayload, Note, Stage, Tag
from leads.services import operations, triage
from leads.services.contacts_away import remove_contact
from leads.services.follow_ups import set_follow_up
from leads.services.merging_leads import merge_leads
from leads.services.moving.given import Given
from leads.services.notes import remove_note
from leads.services.notes_many import note_leads
from leads.services.scoring import rescore
from leads.services.sharing.dropping import drop_rule
from leads.services.tags import tag_leads
from leads.tests.factories import make_lead, reach
from leads.tests.held import hold
from leads.tests.lists import imported
from tenants.context import clinic_context
from tenants.models import Clinic
from tenants.staff.models import User
from tenants.undo.models import Operation

LAST_YEAR = timedelta(days=200)


@dataclass(frozen=True)
class World:
    clinic: Clinic
    by: User
    other: User
    leads: list[int]
    arrivals: list[int]

    @property
    def many(self) -> dict:
        return {"by": self.by, "now": timezone.now()}


def make_world(clinic: Clinic, by: User, other: User) -> World:
    """Two who wait, one with somebody, one accepted, one lost, one in the archive; each can be reached twice."""
    sorts = (
        {}, {"assigned_to": by}, {"stage": "Contacted", "assigned_to": other},
        {"stage": "Accepted (deposit)", "assigned_to": by}, {"stage": "Lost"}, {"archived_at": timezone.now()},
    )  # fmt: skip
    leads = [make_lead(clinic, f"Lead {number}", **sort).pk for number, sort in enumerate(sorts)]
    with clinic_context(clinic):
        rows = list(Lead.objects.filter(pk__in=leads).order_by("pk"))
    for row in rows:
        for kind, value in (("email", f"lead{row.pk}@example.com"), ("phone", f"+39333{row.pk:07d}"[:13])):
            reach(clinic, row, kind, value)
    with clinic_context(clinic):
        Enquiry.objects.bulk_create(Enquiry(lead=row, number=1, began_at=row.created_at) for row in rows)
    arrivals = [hold(clinic, email=f"anna{number}@example.org").pk for number in range(3)]
    with clinic_context(clinic):
        tag_leads(leads[::2], add=["VIP"], by=by, now=timezone.now() - LAST_YEAR)
        note_leads(leads, body="Called.", by=by, now=timezone.now() - LAST_YEAR)
        Tag.objects.create(name="Later")
        AssignmentRule.objects.create(name="Web", conditions={"source": ["website"]}, skip=True)
        rescore(leads, now=timezone.now())
    return World(clinic, by, other, leads, arrivals)


def _stage(meaning: str) -> int:
    return Stage.objects.filter(semantic=meaning)[0].pk


def _move(world: World, ids: list[int], meaning: str) -> Operation | None:
    given = {
        "lost": Given(lost_reason="price"),
        "accepted": Given(amount=5000, currency="EUR"),
        "callback": Given(follow_up_at=timezone.now() + timedelta(days=1)),
    }.get(meaning, Given())
    return operations.move(ids, to=_stage(meaning), given=given, **world.many).operation


def _merge(world: World, ids: list[int]) -> Operation:
    stays, goes = (world.leads[0], world.leads[2]) if len(ids) % 2 else (world.leads[3], world.leads[1])
    return merge_leads(stays, goes, **world.many).operation


def _contact(world: World, ids: list[int]) -> Operation:
    contact = Identity.objects.filter(lead=ids[0]).order_by("pk")[len(ids) % 2]
    return remove_contact(ids[0], contact.pk, **world.many)


def _note_away(world: World, ids: list[int]) -> Operation:
    return remove_note(Note.objects.filter(lead=ids[0])[0].pk, **world.many)


def _tomorrow(world: World, ids: list[int]) -> Operation:
    return set_follow_up(ids, at=timezone.now() + timedelta(days=1), **world.many).operation


def _tag(world: World, ids: list[int]) -> Operation | None:
    add, remove = (["Later"], ["VIP"]) if len(ids) % 2 else (["VIP"], [])
    return tag_leads(ids, add=add, remove=remove, **world.many).operation


def _give(world: World, ids: list[int]) -> Operation | None:
    return operations.assign(ids, to=world.other.pk if len(ids) % 2 else None, **world.many).operation


def _accepted(world: World, ids: list[int]) -> Operation:
    return triage.accept(world.arrivals[0], **world.many).operation


def _arrival_merged(world: World, ids: list[int]) -> Operation:
    return triage.merge(LeadPayload.objects.get(pk=world.arrivals[0]).pk, ids[0], **world.many).operation


def _list(world: World, ids: list[int]) -> Operation | None:
    """One who is new, and a line of each that fills what it had not."""
    rows = [("Lea Neu", f"+39340{len(ids):07}", "", "Praxis", "From the list", "VIP")]
    rows += [(f"Lead {number}", "", f"lead{pk}@example.com", "Praxis", "From the list", "Later")
             for number, pk in enumerate(world.leads) if pk in ids]  # fmt: skip
    header, mapping = ("A", "B", "C", "D", "E", "F"), ("name", "phone", "email", "company", "note", "tags")
    return imported(rows, by=world.by, header=header, mapping=mapping).operation


# By kind, how it is done to these leads; None when it changes nothing.
DEEDS: dict[str, Callable[[World, list[int]], Operation | None]] = {
    "lead.archive": lambda world, ids: operations.archive(ids, **world.many).operation,
    "lead.restore": lambda world, ids: operations.restore(ids, **world.many).operation,
    "lead.assign": _give,
    "lead.move": lambda world, ids: _move(world, ids, ("lost", "accepted", "callback", "contacted")[len(ids) % 4]),
    "lead.tag": _tag,
    "lead.merge": _merge,
    "lead.follow_up": _tomorrow,
    "note.add": lambda world, ids: note_leads(ids, body="For all of you.", **world.many).operation,
    "note.remove": _note_away,
    "contact.remove": _contact,
    "sharing_rule.remove": lambda world, ids: drop_rule(AssignmentRule.objects.get().pk, **world.many),
    "arrival.decline": lambda world, ids: triage.decline_many(world.arrivals, **world.many).operation,
    "arrival.accept": _accepted,
    "arrival.merge": _arrival_merged,
    "leads.import": _list,
}
