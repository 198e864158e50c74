"""How the operations on leads are taken back, and what they are called in the ledger."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.models import Lead, Stage
from leads.services.many import CHANGE
from leads.services.operations import ARCHIVE, ASSIGN, MOVE, RESTORE
from leads.services.owners import lock_owners
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome, reversible
from tenants.undo.services.putting_back import put_back


def register_operations() -> None:
    for kind, title in ((ARCHIVE, _archived), (RESTORE, _restored), (ASSIGN, _assigned), (MOVE, _moved)):
        reversible(kind, take_back, title, permission=CHANGE)


def take_back(operation: Operation, by: User, now: datetime) -> Outcome:
    visible = Lead.objects.visible_to(by).prefetch_related("identities")
    return put_back(operation, visible, verb="lead.put_back", now=now, may=_still_there(operation))


def _still_there(operation: Operation) -> Callable[[Lead, dict[str, Any]], bool]:
    """Whether what a lead goes back to exists: its stage, and an owner who works here, and stays meanwhile."""
    places: dict[str, set[int | None]] = {}
    if "stage_id" in operation.after:
        places["stage_id"] = set(Stage.objects.values_list("pk", flat=True))
    if "assigned_to_id" in operation.after:
        held = operation.rows.values_list("before__assigned_to_id", flat=True).distinct()
        places["assigned_to_id"] = {None, *lock_owners(held)}
    return lambda lead, before: all(before[name] in known for name, known in places.items())


def _archived(operation: Operation) -> str:
    words = ngettext("Archived %(number)d lead", "Archived %(number)d leads", operation.count)
    return words % {"number": operation.count}


def _restored(operation: Operation) -> str:
    words = ngettext("Restored %(number)d lead", "Restored %(number)d leads", operation.count)
    return words % {"number": operation.count}


def _assigned(operation: Operation) -> str:
    told = {"number": operation.count, "name": operation.about.get("to") or _("nobody")}
    words = ngettext("Gave %(number)d lead to %(name)s", "Gave %(number)d leads to %(name)s", operation.count)
    return words % told


def _moved(operation: Operation) -> str:
    told = {"number": operation.count, "name": operation.about.get("to", "")}
    words = ngettext("Moved %(number)d lead to %(name)s", "Moved %(number)d leads to %(name)s", operation.count)
    return words % told
