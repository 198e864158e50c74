"""Deliveries that people have told once more: the same job, under the same id, its tries counted on (F:I20)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from comms.outbound.models import Connector, Delivery
from comms.outbound.permissions import AGAIN
from comms.outbound.services.asking import job_of, key_of
from crm.lib.errors import Conflict, NotAllowed, NotThere
from tenants.audit.services.record import record
from tenants.outbox.services import again
from tenants.staff.models import User

State = Delivery.State
MOST = 2000  # of all that failed, in one press of the button
ON_THE_WAY = (State.PENDING, State.PROCESSING)


@transaction.atomic
def tell_once_more(pk: int, *, sure: bool, by: User, now: datetime) -> Delivery:
    """Of what failed; with `sure` also of what nobody knows and of what was told already.

    Raises NotThere, NotAllowed, and Conflict for one that is on its way, whose system is gone, whose job is
    forgotten, or that may be there already when nobody is `sure`.
    """
    _check_right(by)
    rows = Delivery.objects.visible_to(by).select_related("connector")
    row = rows.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if row is None:
        raise NotThere
    if row.state in ON_THE_WAY:
        raise Conflict(_("It is on its way already."))
    if not may_be_told(row):
        raise Conflict(_("This system was removed: nobody is there to be told."))
    if row.state != State.FAILED and not sure:
        raise Conflict(_("It may be there already. Look there first, then say that it may be told twice."))
    if not _again([row], now):
        raise Conflict(_("It was told too long ago: nothing is left that could be told once more."))
    record("delivery.again", row)
    return row


@transaction.atomic
def tell_failed_once_more(rows: QuerySet[Delivery], *, by: User, now: datetime) -> int:
    """All of these that failed, MOST at once, the newest first; how many those were."""
    _check_right(by)
    held = (
        worth_telling(rows, by)
        .select_for_update(of=("self",), no_key=True)
        .select_related("connector")
        .order_by("-pk")[:MOST]
    )
    found = sorted(held, key=lambda row: row.pk)
    _again(found, now)
    if found:
        record("delivery.all_again", note=str(len(found)))
    return len(found)


def worth_telling(rows: QuerySet[Delivery], by: User) -> QuerySet[Delivery]:
    """What failed, of systems that are still there."""
    return rows.visible_to(by).filter(state=State.FAILED).exclude(connector__state=Connector.State.REMOVED)


def may_be_told(row: Delivery) -> bool:
    """Whether there is somebody to tell, and nobody is at it."""
    return row.state not in ON_THE_WAY and row.connector.state != Connector.State.REMOVED


def _again(rows: Sequence[Delivery], now: datetime) -> int:
    """Each begins its ladder anew: the tries so far count no more. How many there was a job of."""
    keys: dict[str, list[str]] = {}
    for row in rows:
        job = job_of(row.connector.kind, row.event)
        keys.setdefault(job, []).append(key_of(job, row.reference))
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.PENDING, free_tries=F("attempts"), code="", detail="", ended_at=None
    )
    return sum(again.once_more(job, theirs, now=now) for job, theirs in keys.items())


def _check_right(by: User) -> None:
    if not User.objects.get(pk=by.pk).has_perm(AGAIN):
        raise NotAllowed(_("Your role has nothing told once more."))
