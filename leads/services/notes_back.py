"""Bringing a removed note back (F:T18)."""

from datetime import datetime

from django.utils.translation import gettext as _

from leads.models import Lead, Note
from leads.services.many import CHANGE
from leads.services.notes import REMOVE
from tenants.audit.services.record import record
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome, reversible


def register_notes_back() -> None:
    reversible(REMOVE, bring_back, _title, permission=CHANGE, of=Note)


def bring_back(operation: Operation, by: User, now: datetime) -> Outcome:
    pks = list(operation.rows.values_list("object_pk", flat=True))
    leads = Lead.objects.filter(notes__pk__in=pks).order_by("pk")
    list(leads.select_for_update(no_key=True, of=("self",)).values("pk"))
    rows = list(Note.objects.visible_to(by).filter(pk__in=pks, removed_at__isnull=False).select_related("lead"))
    Note.objects.filter(pk__in=[row.pk for row in rows]).update(removed_at=None)
    for row in rows:
        record("lead.note_restored", row.lead)
    return Outcome(len(rows), out_of_sight=len(pks) - len(rows), pks=[row.pk for row in rows])


def _title(operation: Operation) -> str:
    return _("Removed a note about %(lead)s") % {"lead": operation.about.get("lead", "")}
