"""Operations on leads, one or many: archive, restore, give to a colleague, move to a stage."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.services.answering import end_waits, resume_waits
from leads.services.handing import tell_owner
from leads.services.many import Change, Done, change_many
from leads.services.moving.columns import FOLLOW_UP, PLACE
from leads.services.moving.given import NOTHING, Given
from leads.services.moving.owned import owned
from leads.services.moving.several import MOVE, move_leads
from leads.services.owners import lock_owners
from leads.services.sight import check_owner_sees
from leads.services.spreading import tell_all
from leads.signals import ARCHIVED, leads_put_away
from tenants.staff.models import User
from tenants.undo.models import Operation

__all__ = ["ARCHIVE", "ASSIGN", "MOVE", "RESTORE", "archive", "assign", "move", "restore"]

ARCHIVE, RESTORE, ASSIGN = "lead.archive", "lead.restore", "lead.assign"


@transaction.atomic
def archive(ids: Iterable[int], *, by: User, now: datetime) -> Done:
    """Out of the lists and the work, with all that is known; their next arrival brings them back by itself."""
    after = {"archived_at": now, "archived_by_id": by.pk}
    done = change_many(ids, Change(ARCHIVE, "lead.archived", after, Q(archived_at=None)), by=by, now=now)
    end_waits(done.pks, at=now)
    if done.pks:
        tell_all(leads_put_away, leads=done.pks, why=ARCHIVED, now=now)
    return done


@transaction.atomic
def restore(ids: Iterable[int], *, by: User, now: datetime) -> Done:
    """Back to the list and the work; whose owner left meanwhile is nobody's. A merged one stays where it went."""
    after = {"archived_at": None, "archived_by_id": None}
    change = Change(RESTORE, "lead.restored", after, Q(archived_at__isnull=False), to_work=True)
    done = change_many(ids, change, by=by, now=now)
    resume_waits(done.pks)
    return done


@transaction.atomic
def assign(
    ids: Iterable[int],
    *,
    to: int | None,
    by: User,
    now: datetime,
    why: Mapping[str, Any] | None = None,
    quietly: bool = False,
) -> Done:
    """Give leads to a colleague, who is told, or to nobody. Raises InvalidData for who cannot have one,
    or would not see it.

    `why` is the reason of a choice that the product made (leads.services.sharing); `quietly` when the colleague is
    told by the caller.
    """
    owner = None
    if to is not None:
        owner = User.objects.get(pk=to) if lock_owners([to]) else _unknown("assigned_to")
    other = Q(assigned_to__isnull=False) if owner is None else ~Q(assigned_to=owner) | Q(assigned_to=None)
    about = {"to": str(owner) if owner else ""}
    after, kept = {"assigned_to_id": to}, PLACE + FOLLOW_UP
    change = Change(ASSIGN, "lead.assigned", after, other, about, kept=kept, why=why or {})
    done = change_many(ids, change, by=by, now=now)
    if done.operation:
        check_owner_sees(owner, done.pks)
        _no_more_new(done.operation, by=by, now=now)
        if not quietly:
            tell_owner(owner, done.pks, by=by)
    return done


def move(ids: Iterable[int], *, to: int, given: Given = NOTHING, by: User, now: datetime) -> Done:
    """Set the stage, with what it asks; see `move_leads`."""
    return move_leads(ids, to=to, given=given, by=by, now=now)


def _no_more_new(operation: Operation, *, by: User, now: datetime) -> None:
    """Who has an owner is assigned; the operation keeps it, so that its undo takes back both."""
    moved = owned(operation.rows.values_list("object_pk", flat=True), by=by, now=now)
    if moved:
        operation.about["moved"] = moved
        operation.save(update_fields=["about"])


def _unknown(field: str) -> object:
    sentence = _("This does not exist.")
    raise InvalidData(sentence, fields={field: [sentence]})
