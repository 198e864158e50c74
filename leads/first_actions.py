"""The actions that leads bring themselves."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import InvalidData
from crm.lib.row_ids import row_id
from leads.actions import Chosen, LeadAction, lead_action
from leads.asked import AskedForm, Choice
from leads.models import Lead, Stage
from leads.models.stage import Semantic
from leads.services import operations
from leads.services.handing import tell_owner
from leads.services.many import CHANGE, Done
from leads.services.moving.demands import demand_of_many
from leads.services.moving.otherwise import said_otherwise
from leads.services.owners import possible_owners
from leads.services.stage_names import stage_name
from tenants.staff.models import User

NOBODY = "nobody"
UNMERGED = Q(merged_into=None)
Ids = Iterable[int]


def register_actions() -> None:
    still, archived = Q(archived_at=None), Q(archived_at__isnull=False)
    for action in (
        LeadAction(
            "move", _("Move"), "swap_horiz", CHANGE, _move, 10, _stages, _("Stage"),
            asked=_asked, fit=_elsewhere, conflicts=_otherwise, demands=_demands,
        ),
        LeadAction(
            "assign", _("Give"), "person_add", CHANGE, _assign, 20, _owners, _("Owner"),
            from_hand_to_hand=True, fit=_somebody_elses, tell=_tell_owner,
        ),
        LeadAction(
            "archive", _("Archive"), "archive", CHANGE, _archive, 30,
            offered=lambda archived: not archived, fit=lambda chosen: still & UNMERGED,
        ),
        LeadAction(
            "restore", _("Restore"), "unarchive", CHANGE, _restore, 40,
            offered=lambda archived: archived, fit=lambda chosen: archived & UNMERGED,
        ),
    ):  # fmt: skip
        lead_action(action)


def _move(ids: Ids, by: User, chosen: Chosen, now: datetime) -> Done:
    to = _row(chosen.choice, "move", _("Choose a stage first."))
    return operations.move(ids, to=to, given=chosen.given, by=by, now=now)


def _demands(ids: Collection[int], by: User, chosen: Chosen, now: datetime) -> None:
    stage = Stage.objects.filter(pk=row_id(chosen.choice)).first()
    if stage is not None:  # else each piece says so
        leads = Lead.objects.visible_to(by).filter(pk__in=ids, merged_into=None)
        demand_of_many(stage, chosen.given, leads, now=now)


def _elsewhere(chosen: Chosen) -> Q:
    return ~Q(stage=row_id(chosen.choice) or 0) & UNMERGED


def _otherwise(ids: Collection[int], chosen: Chosen) -> Mapping[int, str]:
    return said_otherwise(ids, Stage.objects.get(pk=row_id(chosen.choice)), chosen.given)


def _assign(ids: Ids, by: User, chosen: Chosen, now: datetime) -> Done:
    is_nobody = chosen.choice == NOBODY
    to = None if is_nobody else _row(chosen.choice, "assign", _("Choose an owner first."))
    return operations.assign(ids, to=to, by=by, now=now, quietly=chosen.is_piece)


def _tell_owner(ids: Collection[int], by: User, chosen: Chosen) -> None:
    """Of those that are still theirs: some may have gone on or back since their piece."""
    owner = User.objects.filter(pk=row_id(chosen.choice) or 0).first()
    if owner is not None:
        theirs = Lead.objects.filter(pk__in=ids, assigned_to=owner).order_by()
        tell_owner(owner, set(theirs.values_list("pk", flat=True)), by=by)


def _somebody_elses(chosen: Chosen) -> Q:
    if chosen.choice == NOBODY:
        return Q(assigned_to__isnull=False) & UNMERGED
    return (~Q(assigned_to=row_id(chosen.choice) or 0) | Q(assigned_to=None)) & UNMERGED


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
