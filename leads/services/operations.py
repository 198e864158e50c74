"""The first operations on leads: archive, restore, give to a colleague, move to a stage."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.models import Stage
from leads.services.handing import tell_owner
from leads.services.many import Change, Done, change_many
from leads.services.owners import lock_owners
from tenants.staff.models import User

ARCHIVE, RESTORE, ASSIGN, MOVE = "lead.archive", "lead.restore", "lead.assign", "lead.move"


def archive(ids: Iterable[int], *, by: User, now: datetime) -> Done:
    """Out of the lists and the work, with all that is known; their next arrival brings them back by itself."""
    after = {"archived_at": now, "archived_by_id": by.pk}
    return change_many(ids, Change(ARCHIVE, "lead.archived", after, Q(archived_at=None)), by=by, now=now)


def restore(ids: Iterable[int], *, by: User, now: datetime) -> Done:
    """Back to the list and the work; whose owner left meanwhile is nobody's."""
    after = {"archived_at": None, "archived_by_id": None}
    change = Change(RESTORE, "lead.restored", after, Q(archived_at__isnull=False), to_work=True)
    return change_many(ids, change, by=by, now=now)


@transaction.atomic
def assign(ids: Iterable[int], *, to: int | None, by: User, now: datetime) -> Done:
    """Give leads to a colleague, who is told, or to nobody. Raises InvalidData for who cannot have one."""
    owner = None
    if to is not None:
        owner = User.objects.get(pk=to) if lock_owners([to]) else _unknown("assigned_to")
    other = Q(assigned_to__isnull=False) if owner is None else ~Q(assigned_to=owner) | Q(assigned_to=None)
    about = {"to": str(owner) if owner else ""}
    change = Change(ASSIGN, "lead.assigned", {"assigned_to_id": to}, other, about)
    done = change_many(ids, change, by=by, now=now)
    if done.operation:
        tell_owner(owner, done.operation.rows.values_list("object_pk", flat=True), by=by)
    return done


def move(ids: Iterable[int], *, to: int, by: User, now: datetime) -> Done:
    """Set the stage; a lead at work whose owner left is nobody's. Raises InvalidData for one that is not there."""
    stage = Stage.objects.filter(pk=to).first() or _unknown("stage")
    after, about = {"stage_id": stage.pk}, {"to": stage.name}
    change = Change(MOVE, "lead.moved", after, ~Q(stage=stage), about, to_work=True)
    return change_many(ids, change, by=by, now=now)


def _unknown(field: str) -> object:
    sentence = _("This does not exist.")
    raise InvalidData(sentence, fields={field: [sentence]})
