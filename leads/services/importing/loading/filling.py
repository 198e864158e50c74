"""Known leads get what they had not; nothing that stands there is overwritten, and nobody is revived."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects

from leads.models import Consent, CustomValue, Identity, Lead, LeadTag, Note, Practice
from leads.services.consent.in_step import put_in_step, reached_by
from leads.services.consent.keys import itself
from leads.services.finding.words import AT_ONCE, refresh_words
from leads.services.importing.comparing import referred
from leads.services.importing.loading.clinic import Clinic
from leads.services.importing.loading.hanging import Hanging, is_practice
from leads.services.importing.staging import Reached, Said
from leads.services.scoring import rescore
from tenants.audit.services.record import record_many
from tenants.services.changes import change_rows
from tenants.services.copying import copy_in
from tenants.services.find import find_among
from tenants.undo.services.putting_back import as_kept

BLANKS = ("country", "city", "language", "company", "interest", "sub_source")
NAMES = ("first_name", "last_name")
VERB = "lead.import_filled"
FILLED = (*NAMES, *BLANKS, "treatment_id", "partner_id", "last_contact_date", "updated_at")


@dataclass(frozen=True, slots=True)
class Fill:
    """A row that fills lead `pk`; not `is_sure`: by an initial alone, so that no way to reach them is added."""

    pk: int
    number: int
    said: Said
    is_sure: bool


@dataclass
class Held:
    """What the leads of some fills have already, asked once; what a row of the piece adds is had by the next."""

    leads: Mapping[int, Lead]
    tags: set[tuple[int, str]] = field(default_factory=set)
    custom: set[tuple[int, int]] = field(default_factory=set)
    ways: set[tuple[str, str]] = field(default_factory=set)
    references: set[tuple[str, str]] = field(default_factory=set)
    practices: set[int] = field(default_factory=set)
    notes: set[tuple[int, str]] = field(default_factory=set)
    consents: set[tuple[int, str, str, bool]] = field(default_factory=set)


@dataclass
class Filled:
    """What one row did, as the undo reads it: columns before and after, contacts by kind and value, and so on."""

    hanging: Hanging
    contacts: list[Reached]
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def is_anything(self) -> bool:
        """Whether the row said anything that the lead had not."""
        said = self.hanging.said
        hung = (said.tags, said.custom, said.reference, said.note, said.consents, said.do_not_contact)
        return bool(self.after or self.contacts or any(hung) or is_practice(said))

    def as_json(self) -> dict[str, Any]:
        said = self.hanging.said
        return {
            "made": False,
            "fields": self.before,
            "after": self.after,
            "contacts": [[one.kind, one.value] for one in self.contacts],
            "custom": [list(value) for value in said.custom],
            "tags": list(said.tags),
            "notes": [said.note] if said.note else [],
            "references": [list(said.reference)] if said.reference else [],
            "practice": is_practice(said),
        }


def fill_leads(fills: Sequence[Fill], clinic: Clinic) -> list[Filled]:
    """The columns and contacts of leads that the caller holds; those rows alone that said something new. A fixed
    number of statements, whatever their number.

    `hang` adds the rest. Words, scores and stops follow with `follow`, once that is done.
    """
    if not fills:
        return []
    held = _held(fills)
    lines: list[tuple[int, str, dict[str, tuple[Any, Any]]]] = []
    filled = [row for row in (_fill(one, held, clinic, lines) for one in fills) if row.is_anything]
    changed = {one.hanging.pk for one in filled if one.after}
    rows = {pk: [getattr(held.leads[pk], name) for name in FILLED] for pk in changed}
    change_rows(Lead, FILLED, rows)
    contacts = [(one.hanging.pk, *reached) for one in filled for reached in one.contacts]
    if contacts:
        copy_in(Identity, ("lead_id", "kind", "value", "typed", "is_valid"), contacts)
    record_many(VERB, Lead, lines)
    return filled


def follow(filled: Iterable[Filled], *, now: datetime) -> None:
    """What is made of a lead's columns and contacts: its words, its score, and whether it is stopped."""
    filled = list(filled)
    pks = sorted({one.hanging.pk for one in filled})
    if not pks:
        return
    refresh_words(pks)
    for start in range(0, len(pks), AT_ONCE):
        rescore(pks[start : start + AT_ONCE], now=now)
    stopped = [itself(one.hanging.pk) for one in filled if one.hanging.said.do_not_contact]
    put_in_step(
        {*pks, *reached_by(stopped)} if stopped else pks, now=now
    )  # companions share what they are reached by


def _held(fills: Sequence[Fill]) -> Held:
    pks = {one.pk for one in fills}
    rows = Lead.objects.filter(pk__in=pks).only(*FILLED, "assigned_to_id", "do_not_contact").order_by("pk")
    held = Held({lead.pk: lead for lead in rows})
    nameless = [lead for lead in held.leads.values() if not (lead.first_name or lead.last_name)]
    prefetch_related_objects(nameless, "identities")  # they are called by a number
    ways = {(reached.kind, reached.value) for one in fills for reached in one.said.contacts}
    for kind in {kind for kind, _value in ways}:
        values = (value for one, value in ways if one == kind)
        held.ways.update((kind, value) for (value,) in find_among(Identity, ["value"], "value", values, kind=kind))
    _hung(held, fills)
    return held


def _hung(held: Held, fills: Sequence[Fill]) -> None:
    """What hangs on them."""
    pks = list(held.leads)
    tied = LeadTag.objects.filter(lead__in=pks).order_by().values_list("lead_id", "tag__name")
    held.tags.update((pk, name.lower()) for pk, name in tied)
    held.custom.update(CustomValue.objects.filter(lead__in=pks).order_by().values_list("lead_id", "field_id"))
    held.practices.update(Practice.objects.filter(lead__in=pks).values_list("lead_id", flat=True))
    if any(one.said.note for one in fills):
        noted = Note.objects.filter(lead__in=pks).order_by()
        held.notes.update(noted.values_list("lead_id", "body"))
    if any(one.said.consents for one in fills):
        said = Consent.objects.filter(lead__in=pks).order_by()
        held.consents.update(said.values_list("lead_id", "purpose", "channel", "is_given"))
    held.references.update(referred({tuple(one.said.reference) for one in fills if one.said.reference}))


def _fill(one: Fill, held: Held, clinic: Clinic, lines: list) -> Filled:
    lead, said = held.leads[one.pk], one.said
    new = _columns(lead, said, clinic)
    before = as_kept(lead, new)
    contacts = [reached for reached in said.contacts if _is_free(reached, held)] if one.is_sure else []
    if new or contacts:
        told = {name.removesuffix("_id"): (getattr(lead, name), value) for name, value in new.items()}
        told |= {reached.kind: (None, reached.typed) for reached in contacts}
        lines.append((lead.pk, str(lead), told))
    for name, value in (new | {"updated_at": clinic.now}).items():
        setattr(lead, name, value)
    return Filled(Hanging(one.pk, one.number, _left(lead, said, held), False), contacts, before, as_kept(lead, new))


def _columns(lead: Lead, said: Said, clinic: Clinic) -> dict[str, Any]:
    """Those alone that change. A name goes whole or not at all: halves of two spellings make a third person."""
    new: dict[str, Any] = {name: getattr(said, name) for name in BLANKS if not getattr(lead, name)}
    if not any(getattr(lead, name) for name in NAMES):
        new |= {name: getattr(said, name) for name in NAMES}
    if lead.treatment_id is None:
        new["treatment_id"] = clinic.treatment(said)
    if lead.partner_id is None and lead.assigned_to_id is None:
        new["partner_id"] = clinic.partner(said)
    if lead.last_contact_date is None and said.last_contact_at:
        new["last_contact_date"] = datetime.fromisoformat(said.last_contact_at)
    return {name: value for name, value in new.items() if value}


def _is_free(reached: Reached, held: Held) -> bool:
    way = (reached.kind, reached.value)
    if way in held.ways:
        return False
    held.ways.add(way)
    return True


def _left(lead: Lead, said: Said, held: Held) -> Said:
    """What is left to hang on it, which the next row of the same lead finds there."""
    pk = lead.pk
    left = said._replace(
        tags=[name for name in dict.fromkeys(said.tags) if (pk, name.lower()) not in held.tags],
        custom=[value for value in said.custom if (pk, value[0]) not in held.custom],
        reference=() if tuple(said.reference) in held.references else said.reference,
        note="" if (pk, said.note) in held.notes else said.note,
        consents=[one for one in said.consents if (pk, *one) not in held.consents],
        do_not_contact=said.do_not_contact and not lead.do_not_contact,
    )
    if pk in held.practices:
        left = left._replace(rating=None, website="")
    held.tags.update((pk, name.lower()) for name in left.tags)
    held.custom.update((pk, value[0]) for value in left.custom)
    held.references.update({tuple(left.reference)} if left.reference else ())
    held.notes.add((pk, left.note))
    held.consents.update((pk, *one) for one in left.consents)
    held.practices.update({pk} if is_practice(left) else ())
    return left
