"""Work on many leads begins: who is meant is written down, and a worker is woken."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.actions import Chosen, LeadAction
from leads.models import BulkRow
from leads.services.bulk import MOST_AT_ALL
from tenants.runs.models import Run
from tenants.runs.services.starting import demand_workers, start
from tenants.services.for_each import put_for_each
from tenants.staff.models import User

BULK = "leads.bulk"


def begin(action: LeadAction, ids: Collection[int], chosen: Chosen, *, by: User, now: datetime) -> Run:
    """Do `action` to these leads, and to no others whatever comes: by pieces, each reported by itself.

    Raises InvalidData for more than at all, and what the action raises for an order that no lead could take;
    Unavailable when there is no Redis to wake workers with: then nothing was written.
    """
    refuse_too_many(ids)
    demand_workers()
    refuse_wrong(action, ids, chosen, by=by, now=now)
    wanted = sorted(set(ids))
    with transaction.atomic():
        about = {"action": action.name, "count": len(wanted)}
        cursor = {"after": 0, "chosen": chosen.kept()}
        run = start(BULK, by=by, about=about, cursor=cursor, total=len(wanted), now=now)
        put_for_each(BulkRow, "lead", wanted, run=run.pk, result=BulkRow.Result.WAITING, detail="")
    return run


def refuse_wrong(action: LeadAction, ids: Collection[int], chosen: Chosen, *, by: User, now: datetime) -> None:
    """Raises what the order itself is refused with: a right, a choice that there is not, what a stage asks for. A
    lead that is refused by itself is no reason: that is told of it when the work is done."""
    with transaction.atomic():
        action.run([], by, replace(chosen, is_confirmed=True), now)
        transaction.set_rollback(True)
    if action.demands is not None:
        action.demands(ids, by, chosen, now)


def refuse_too_many(ids: Collection[int]) -> None:
    if len(ids) > MOST_AT_ALL:
        raise InvalidData(_("Choose at most %(most)d leads at once.") % {"most": MOST_AT_ALL})
