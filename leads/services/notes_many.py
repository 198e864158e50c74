"""One note for many leads, and the way back (F:W5)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import ngettext

from leads.models import Lead, Note
from leads.services.many import CHANGE, Done, hold
from leads.services.named_leads import names_of_leads
from leads.services.notes import TWICE, tidy
from tenants.audit.services.record import record_many
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome, reversible
from tenants.undo.services.ledger import remember

ADD = "note.add"


def register_notes_many_back() -> None:
    reversible(ADD, take_away, _title, permission=CHANGE, names=names_of_leads, of=Lead, by_pieces=True)


@transaction.atomic
def note_leads(ids: Iterable[int], *, body: str, by: User, now: datetime) -> Done:
    """Write the same note about each lead. It calls nobody by name: a colleague would hear of each of them.

    Where `by` wrote the same a moment ago it stands already. The number of statements does not depend on the number
    of leads. Raises NotAllowed, InvalidData by field.
    """
    text = tidy(body)
    held = hold(ids, by=by)
    again = Note.objects.filter(by=by, kind=Note.Kind.NOTE, body=text, at__gt=now - TWICE, removed_at=None)
    rows = Lead.objects.filter(pk__in=held.seen, merged_into=None).exclude(pk__in=again.values("lead"))
    rows = list(rows.order_by("pk").prefetch_related("identities"))
    notes = Note.objects.bulk_create(Note(lead=row, body=text, at=now, by=held.by) for row in rows)
    record_many("lead.noted", Lead, [(row.pk, str(row), None) for row in rows])
    before = [(note.lead_id, {"note": note.pk}) for note in notes]
    operation = remember(ADD, by=held.by, rows=before, now=now) if rows else None
    pks = tuple(row.pk for row in rows)
    return Done(operation, len(rows), len(held.seen) - len(rows), held.out_of_sight, pks)


def take_away(operation: Operation, by: User, now: datetime) -> Outcome:
    """A note that somebody changed, pinned or removed since stays as it is."""
    kept = {pk: before["note"] for pk, before in operation.rows.values_list("object_pk", "before")}
    list(Lead.objects.filter(pk__in=kept).order_by("pk").select_for_update(no_key=True).values("pk"))
    leads = list(Lead.objects.visible_to(by).filter(pk__in=kept).order_by("pk").prefetch_related("identities"))
    wanted = Note.objects.filter(pk__in=[kept[lead.pk] for lead in leads])
    as_written = wanted.filter(edited_at=None, pinned_at=None, removed_at=None)
    there = set(as_written.values_list("pk", flat=True))
    back = [lead for lead in leads if kept[lead.pk] in there]
    as_written.delete()
    record_many("lead.note_removed", Lead, [(lead.pk, str(lead), None) for lead in back])
    since = tuple(str(lead) for lead in leads if kept[lead.pk] not in there)
    return Outcome(len(back), since, len(kept) - len(leads), [lead.pk for lead in back])


def _title(operation: Operation) -> str:
    words = ngettext("A note about %(number)d lead", "A note about %(number)d leads", operation.count)
    return words % {"number": operation.count}
