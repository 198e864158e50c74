"""What people write down about a lead (F:L4). Never seen by the patient."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, NotAllowed, NotThere
from crm.lib.lines import lines
from leads.models import Lead, Note
from leads.services.holding import hold_lead
from leads.services.mentions import mentioned_in, tell_mentioned
from tenants.audit.services.record import record
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.services.ledger import remember

LONGEST = 5000
REMOVE = "note.remove"
TWICE = timedelta(seconds=30)  # the same words again within it are one note: a button pressed twice
WRITTEN_BY_PEOPLE = (Note.Kind.NOTE, Note.Kind.CALL, Note.Kind.MAIL, Note.Kind.WHATSAPP)


@transaction.atomic
def add_note(lead_pk: int, *, body: str, kind: str = Note.Kind.NOTE, by: User, now: datetime) -> Note:
    """Write it down, and tell whom it mentions. Raises NotThere, NotAllowed, InvalidData by field."""
    lead, by = hold_lead(lead_pk, by=by)
    if kind not in WRITTEN_BY_PEOPLE:
        raise InvalidData(_("This does not exist."), fields={"kind": [_("This does not exist.")]})
    return write_note(lead, body=body, kind=kind, by=by, now=now)


def write_note(lead: Lead, *, body: str, kind: str, by: User, now: datetime) -> Note:
    """The same for a caller that holds the lead and has asked."""
    text = tidy(body)
    again = Note.objects.filter(lead=lead, by=by, kind=kind, body=text, at__gt=now - TWICE, removed_at=None).first()
    if again is not None:
        return again
    note = Note.objects.create(lead=lead, kind=kind, body=text, at=now, by=by)
    record("lead.noted", lead)
    _call(note, lead, by)
    return note


def note_by_product(lead: Lead, text: str, told: Mapping[str, object], *, now: datetime) -> Note:
    """What the product has to say of the lead for good: a msgid and what it names, in the clinic's language.

    For a caller that holds the lead. Nobody writes, changes, pins or removes such a note by hand.
    """
    with translation.override(clinic_settings().language):
        body = _(text) % told
    return Note.objects.create(lead=lead, kind=Note.Kind.SYSTEM, body=body, at=now)


@transaction.atomic
def edit_note(note_pk: int, *, body: str, by: User, now: datetime) -> Note:
    """Other words for one's own note; the trail keeps the old. Raises as `add_note`, NotAllowed for others'."""
    note, lead, by = _held(note_pk, by)
    if note.by_id != by.pk:
        raise NotAllowed(_("Only who wrote a note changes it."))
    text = tidy(body)
    if text != note.body:
        record("lead.note_changed", lead, changes={"note": (note.body, text)})
        note.body, note.edited_at = text, now
        note.save(update_fields=["body", "edited_at"])
        _call(note, lead, by)
    return note


@transaction.atomic
def pin_note(note_pk: int, *, is_pinned: bool, by: User, now: datetime) -> Note:
    """To the top of the lead's page, or back into its time."""
    note, lead, by = _held(note_pk, by)
    if (note.pinned_at is not None) != is_pinned:
        note.pinned_at, note.pinned_by = (now, by) if is_pinned else (None, None)
        note.save(update_fields=["pinned_at", "pinned_by"])
        record("lead.note_pinned" if is_pinned else "lead.note_unpinned", lead)
    return note


@transaction.atomic
def remove_note(note_pk: int, *, by: User, now: datetime) -> Operation:
    """Out of sight, for thirty days to be brought back."""
    note, lead, by = _held(note_pk, by)
    note.removed_at = now
    note.save(update_fields=["removed_at"])
    record("lead.note_removed", lead)
    return remember(REMOVE, by=by, rows=[(note.pk, {"removed_at": None})], about={"lead": str(lead)}, now=now)


def tidy(body: str) -> str:
    """Its lines without control characters. Raises InvalidData for nothing and for more than LONGEST."""
    text = lines(body)
    if not text or len(text) > LONGEST:
        said = _("At most %(most)d letters.") % {"most": LONGEST} if text else _("Write something first.")
        raise InvalidData(said, fields={"body": [said]})
    return text


def _held(note_pk: int, by: User) -> tuple[Note, Lead, User]:
    lead_pk = Note.objects.filter(pk=note_pk).values_list("lead_id", flat=True).first()
    if lead_pk is None:
        raise NotThere
    lead, by = hold_lead(lead_pk, by=by)
    note = Note.objects.filter(pk=note_pk, removed_at=None).exclude(kind=Note.Kind.SYSTEM).first()
    if note is None:
        raise NotThere
    return note, lead, by


def _call(note: Note, lead: Lead, by: User) -> None:
    people = mentioned_in(note.body, lead)
    note.mentions.set(people)
    tell_mentioned(note, people, by=by)
