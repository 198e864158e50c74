"""A template that was archived or brought back, as it was before."""

from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from comms.models import Template
from comms.services.templates.keeping import ARCHIVE, RESTORE
from comms.services.templates.titles import template_title
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome, reversible

CHANGE = "comms.change_template"


def register_undo() -> None:
    for kind, title in ((ARCHIVE, _archived), (RESTORE, _restored)):
        reversible(kind, take_back, title, permission=CHANGE)


def take_back(operation: Operation, by: User, now: datetime) -> Outcome:
    """Unless somebody turned it since."""
    held: dict[int, dict[str, Any]] = dict(operation.rows.values_list("object_pk", "before"))
    rows = list(Template.objects.select_for_update().filter(pk__in=held).order_by("pk"))
    is_archived = operation.kind == ARCHIVE
    good = [row for row in rows if (row.archived_at is not None) == is_archived]
    for row in good:
        before = held[row.pk]["archived_at"]
        row.archived_at = parse_datetime(before) if before else None
        row.save(update_fields=["archived_at"])
    kept = {row.pk for row in good}
    since = tuple(template_title(row) for row in rows if row.pk not in kept)
    return Outcome(len(good), since, pks=kept)


def _named(operation: Operation) -> dict[str, str]:
    row = Template.objects.filter(pk__in=operation.rows.values("object_pk")).first()
    return {"template": template_title(row) if row else ""}


def _archived(operation: Operation) -> str:
    return _("Template archived: %(template)s") % _named(operation)


def _restored(operation: Operation) -> str:
    return _("Template brought back: %(template)s") % _named(operation)
