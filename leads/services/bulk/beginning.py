"""Work on many leads begins: who is meant is written down, and a worker is woken."""

from collections.abc import Collection
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

    Raises InvalidData for more than at all, Unavailable when there is no Redis to wake workers with: then nothing
    was written.
    """
    refuse_too_many(ids)
    demand_workers()
    wanted = sorted(set(ids))
    with transaction.atomic():
        about = {"action": action.name, "count": len(wanted)}
        cursor = {"after": 0, "chosen": chosen.kept()}
        run = start(BULK, by=by, about=about, cursor=cursor, total=len(wanted), now=now)
        put_for_each(BulkRow, "lead", wanted, run=run.pk, result=BulkRow.Result.WAITING, detail="")
    return run


def refuse_too_many(ids: Collection[int]) -> None:
    if len(ids) > MOST_AT_ALL:
        raise InvalidData(_("Choose at most %(most)d leads at once.") % {"most": MOST_AT_ALL})
