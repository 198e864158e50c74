"""How the operations on leads are taken back, and what they are called in the ledger."""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.models import Lead, Stage
from leads.services.answering import end_waits, resume_waits
from leads.services.handing import tell_owner
from leads.services.heat import back_at_work
from leads.services.left_behind import free_left_behind, owners_of
from leads.services.many import CHANGE
from leads.services.moving.undoing import back_from_owner, back_from_stage
from leads.services.named_leads import names_of_leads
from leads.services.operations import ARCHIVE, ASSIGN, MOVE, RESTORE
from leads.services.owners import lock_owners
from leads.services.owning import Handed, note_owner_changes
from leads.services.spreading import tell_all
from leads.services.stage_holding import hold_stages
from leads.services.stage_names import stage_name
from leads.signals import ARCHIVED, leads_put_away
from tenants.staff.models import User
from tenants.undo.models import Operation, OperationRow
from tenants.undo.registry import Outcome, reversible
from tenants.undo.services.putting_back import put_back

OWNED = (User.DataScope.OWN, User.DataScope.TEAM)  # who sees leads by their owner: giving takes one out of sight


def register_operations() -> None:
    for kind, title in ((ARCHIVE, _archived), (RESTORE, _restored), (ASSIGN, _assigned), (MOVE, _moved)):
        reversible(kind, take_back, title, permission=CHANGE, names=names_of_leads, of=Lead, by_pieces=True)


def take_back(operation: Operation, by: User, now: datetime) -> Outcome:
    """Whoever has leads again by it hears of that; none is left with somebody who works here no more."""
    may = _still_there(operation)
    outcome = put_back(operation, _in_reach(operation, by), verb="lead.put_back", now=now, may=may)
    _note_owners(operation, outcome.pks, by, now)
    if outcome.undone and operation.kind in _BACK:
        _BACK[operation.kind](operation, outcome.pks, by=by, now=now)
    free_left_behind(outcome.pks, now=now)
    back_at_work(outcome.pks)
    if operation.kind == RESTORE:
        end_waits(outcome.pks, at=now)
        tell_all(leads_put_away, leads=outcome.pks, why=ARCHIVED, now=now)
    elif operation.kind == ARCHIVE:
        resume_waits(outcome.pks)
    _tell_owners(operation, outcome.pks, by)
    return outcome


_BACK = {MOVE: back_from_stage, ASSIGN: back_from_owner}


def _in_reach(operation: Operation, by: User) -> QuerySet[Lead]:
    """What `by` sees, and what they gave out of their own sight, as long as it lies where they gave it."""
    reach = Lead.objects.visible_to(by)
    if operation.kind == ASSIGN and operation.by_id == by.pk and by.data_scope in OWNED:
        is_own = by.data_scope == User.DataScope.OWN
        mates = [by.pk] if is_own else User.objects.team_mates_of(by).values_list("pk", flat=True)
        had = Q(before__assigned_to_id=None) | Q(before__assigned_to_id__in=list(mates))
        given = Q(pk__in=operation.rows.filter(had).values("object_pk"))
        lies_there = Q(assigned_to=operation.after["assigned_to_id"])
        reach = Lead.objects.filter(Q(pk__in=reach.order_by().values("pk")) | given & lies_there)
    return reach.prefetch_related("identities")


def _still_there(operation: Operation) -> Callable[[Lead, dict[str, Any]], bool]:
    """Whether what a lead goes back to exists: its stage, and an owner who works here, and stays meanwhile; never
    for one that was merged since. Stages are held when it is first asked, for then the leads are.

    Who has the leads now stays meanwhile, too: the archive and the lost ones may come back to work.
    """
    before = operation.rows.values_list("before__assigned_to_id", flat=True).distinct()
    owners = lock_owners({*before, *owners_of(operation.rows.values("object_pk"))})
    places: dict[str, Callable[[], Collection[int | None]]] = {}
    if "stage_id" in operation.after:
        places["stage_id"] = cache(lambda: hold_stages(_stages_before(operation)))
    if "assigned_to_id" in operation.after:
        places["assigned_to_id"] = lambda: {None, *owners}
    return lambda lead, before: (
        lead.merged_into_id is None and all(before[name] in known() for name, known in places.items())
    )


def _stages_before(operation: Operation) -> set[int | None]:
    return set(operation.rows.values_list("before__stage_id", flat=True).distinct())


def _note_owners(operation: Operation, pks: Collection[int], by: User, now: datetime) -> None:
    if "assigned_to_id" in operation.after:
        given = operation.after["assigned_to_id"]
        before = operation.rows.filter(object_pk__in=pks).values_list("object_pk", "before__assigned_to_id")
        note_owner_changes((Handed(pk, given, owner) for pk, owner in before), by=by, at=now)


def _tell_owners(operation: Operation, pks: Collection[int], by: User) -> None:
    if "assigned_to_id" not in operation.after:
        return
    back: dict[int, list[int]] = {}
    for pk, owner in operation.rows.values_list("object_pk", "before__assigned_to_id"):
        if owner is not None and pk in pks:
            back.setdefault(owner, []).append(pk)
    whole = operation.part_of_id
    for owner in User.objects.filter(pk__in=back).order_by("pk"):
        more = {"number": _had(whole, owner), "once": f"undo:{whole}"} if whole else {}
        tell_owner(owner, back[owner.pk], by=by, **more)


def _had(whole: int, owner: User) -> int:
    """How many leads of all parts this person had before."""
    rows = OperationRow.objects.filter(operation__part_of=whole, before__assigned_to_id=owner.pk)
    return rows.count()


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
    stage = Stage(name=operation.about.get("to", ""), names=operation.about.get("names", {}))
    told = {"number": operation.count, "name": stage_name(stage)}
    words = ngettext("Moved %(number)d lead to %(name)s", "Moved %(number)d leads to %(name)s", operation.count)
    return words % told
