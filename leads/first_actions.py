"""The actions that leads bring themselves."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from crm.lib.errors import InvalidData
from crm.lib.row_ids import row_id
from leads.actions import Chosen, LeadAction, lead_action
from leads.asked import AskedForm, Choice
from leads.models import Stage
from leads.models.stage import Semantic
from leads.services import operations
from leads.services.many import CHANGE, Done
from leads.services.owners import possible_owners
from leads.services.stage_names import stage_name
from tenants.staff.models import User

NOBODY = "nobody"
Ids = Iterable[int]


def register_actions() -> None:
    for action in (
        LeadAction("move", _("Move"), "swap_horiz", CHANGE, _move, 10, _stages, _("Stage"), asked=_asked),
        LeadAction(
            "assign", _("Give"), "person_add", CHANGE, _assign, 20, _owners, _("Owner"), from_hand_to_hand=True
        ),
        LeadAction("archive", _("Archive"), "archive", CHANGE, _archive, 30, offered=lambda archived: not archived),
        LeadAction("restore", _("Restore"), "unarchive", CHANGE, _restore, 40, offered=lambda archived: archived),
    ):
        lead_action(action)


def _move(ids: Ids, by: User, chosen: Chosen, now: datetime) -> Done:
    to = _row(chosen.choice, "move", _("Choose a stage first."))
    return operations.move(ids, to=to, given=chosen.given, by=by, now=now)


def _assign(ids: Ids, by: User, chosen: Chosen, now: datetime) -> Done:
    is_nobody = chosen.choice == NOBODY
    to = None if is_nobody else _row(chosen.choice, "assign", _("Choose an owner first."))
    return operations.assign(ids, to=to, by=by, now=now)


def _archive(ids: Ids, by: User, chosen: Chosen, now: datetime) -> Done:
    return operations.archive(ids, by=by, now=now)


def _restore(ids: Ids, by: User, chosen: Chosen, now: datetime) -> Done:
    return operations.restore(ids, by=by, now=now)


def _stages(reader: User) -> list[tuple[object, str]]:
    by_hand = Stage.objects.exclude(semantic=Semantic.REPLIED)
    return [(stage.pk, Choice(stage_name(stage), stage.semantic)) for stage in by_hand]


def _asked() -> AskedForm:
    return AskedForm(auto_id="bulk-%s")


def _owners(reader: User) -> list[tuple[object, object]]:
    people = [(user.pk, str(user)) for user in possible_owners()]
    return [*people, (NOBODY, _("nobody"))]


def _row(choice: str, field: str, sentence: object) -> int:
    """0, which nobody has, for what is no id."""
    if not choice:
        raise InvalidData(str(sentence), fields={field: [str(sentence)]})
    return row_id(choice) or 0
