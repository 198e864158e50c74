"""A lead that somebody has is no new one any more (F:0.2)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from leads.models import Lead, Stage
from leads.models.stage import Semantic
from leads.services.moving.columns import PLACE
from leads.services.moving.given import NOTHING
from leads.services.moving.several import about
from leads.services.moving.writing import take_there
from tenants.staff.models import User
from tenants.undo.services.putting_back import as_kept


def owned(ids: Iterable[int], *, by: User | None, now: datetime) -> dict[str, Any]:
    """Move those of `ids` that have an owner and stand in a stage that means new to the one that means assigned.

    Part of the transaction that gave them away and holds them. Returns what an undo has to know of it; nothing
    where none moved, or the clinic has no such stage.
    """
    fresh = Lead.objects.current().filter(pk__in=ids, assigned_to__isnull=False, stage__semantic=Semantic.NEW)
    rows = list(fresh.select_related("stage").prefetch_related("identities").order_by("pk"))
    if not rows:  # and no stage is held: whoever puts them in order meets nobody who holds two
        return {}
    stage = Stage.objects.filter(semantic=Semantic.ASSIGNED).select_for_update(no_key=True).first()
    if stage is None:
        return {}
    columns = take_there(rows, stage, NOTHING, by=by, now=now)
    return about(stage, columns) | {"place": as_kept(Lead(**columns), PLACE)}
