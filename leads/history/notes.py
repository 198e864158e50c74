from collections.abc import Sequence
from datetime import datetime

from leads.history.rows import newest
from leads.models import ContactAttempt, Lead, Note
from leads.timeline import NOTES, Moment
from tenants.staff.models import User

ICONS = {Note.Kind.CALL: "call", Note.Kind.MAIL: "mail", Note.Kind.WHATSAPP: "chat", Note.Kind.SYSTEM: "info"}


def notes(lead: Lead, reader: User, before: datetime | None, most: int) -> Sequence[Moment]:
    """Without the removed ones, and those of an attempt, which stand with it."""
    told = ContactAttempt.objects.filter(lead=lead, note__isnull=False).values("note")
    rows = Note.objects.filter(lead=lead, removed_at=None).exclude(pk__in=told).select_related("by")
    return [_moment(note, reader) for note in newest(rows, before, most)]


def pinned_notes(lead: Lead, reader: User) -> list[Moment]:
    """For the top of the page, the last one pinned first."""
    rows = Note.objects.filter(lead=lead, removed_at=None, pinned_at__isnull=False).select_related("by")
    return [_moment(note, reader) for note in rows.order_by("-pinned_at")]


def _moment(note: Note, reader: User) -> Moment:
    about = {"note": note, "is_mine": note.by_id == reader.pk}
    icon = ICONS.get(note.kind, "sticky_note_2")
    return Moment(note.at, NOTES, icon, "leads/timeline/note.html", note.pk, about=about)
