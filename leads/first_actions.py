"""The actions that leads bring themselves."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from crm.lib.errors import InvalidData
from leads.actions import LeadAction, lead_action
from leads.models import Stage
from leads.services import operations
from leads.services.many import CHANGE, Done
from leads.services.owners import possible_owners
from tenants.staff.models import User

NOBODY = "nobody"
Ids = Iterable[int]
Given = Mapping[str, str]


def register_actions() -> None:
    for action in (
        LeadAction("move", _("Move"), "swap_horiz", CHANGE, _move, 10, _stages, _("Stage")),
        LeadAction("assign", _("Give"), "person_add", CHANGE, _assign, 20, _owners, _("Owner")),
        LeadAction("archive", _("Archive"), "archive", CHANGE, _archive, 30, offered=lambda archived: not archived),
        LeadAction("restore", _("Restore"), "unarchive", CHANGE, _restore, 40, offered=lambda archived: archived),
    ):
        lead_action(action)


def _move(ids: Ids, by: User, given: Given, now: datetime) -> Done:
    return operations.move(ids, to=_number(given.get("move"), "move", _("Choose a stage first.")), by=by, now=now)


def _assign(ids: Ids, by: User, given: Given, now: datetime) -> Done:
    chosen = given.get("assign")
    to = None if chosen == NOBODY else _number(chosen, "assign", _("Choose an owner first."))
    return operations.assign(ids, to=to, by=by, now=now)


def _archive(ids: Ids, by: User, given: Given, now: datetime) -> Done:
    return operations.archive(ids, by=by, now=now)


def _restore(ids: Ids, by: User, given: Given, now: datetime) -> Done:
    return operations.restore(ids, by=by, now=now)


def _stages(reader: User) -> list[tuple[object, str]]:
    return [(stage.pk, stage.name) for stage in Stage.objects.all()]


def _owners(reader: User) -> list[tuple[object, object]]:
    people = [(user.pk, str(user)) for user in possible_owners()]
    return [*people, (NOBODY, _("nobody"))]


def _number(text: str | None, field: str, sentence: object) -> int:
    """An id that fits a column; 0, which nobody has, for any other text."""
    if not text:
        raise InvalidData(str(sentence), fields={field: [str(sentence)]})
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
