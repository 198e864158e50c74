"""One move of many leads, or of one (F:0.2, T18, T20)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.models import Enquiry, Lead, Stage
from leads.services.left_behind import free_left_behind
from leads.services.many import Done, hold
from leads.services.moving.columns import FOLLOW_UP, PLACE
from leads.services.moving.demands import demand
from leads.services.moving.enquiries import WRITTEN, enquiries_of
from leads.services.moving.given import NOTHING, Given
from leads.services.moving.otherwise import said_otherwise
from leads.services.moving.writing import take_there
from leads.services.news.asking import moved_later
from tenants.staff.models import User
from tenants.undo.services.ledger import remember
from tenants.undo.services.putting_back import as_kept

MOVE = "lead.move"
ENQUIRY = "enquiry"  # in what an operation keeps of a lead: the columns of its enquiry


@transaction.atomic
def move_leads(ids: Iterable[int], *, to: int, given: Given = NOTHING, by: User | None, now: datetime) -> Done:
    """Set the stage of what `by` sees of `ids`, or of nothing at all when something fails; `by` is None for the
    product itself, which leaves no operation to undo.

    A repeat changes nothing: whoever stands there already is counted as such, or among the conflicts when something
    else was said of them. A lead at work whose owner left is nobody's. Raises NotAllowed, and InvalidData for a
    stage that is not there (H:A7), for what it asks and was not given, or does not ask and was
    (leads.services.moving.demands), and for more leads than at once.
    """
    held = hold(ids, by=by, to_work=True)
    stage = held_stage(to)
    found = Lead.objects.filter(pk__in=held.seen).exclude(stage=stage)
    if by is not None:
        found = found.filter(merged_into=None)  # the product empties a stage of all that stand there
    rows = list(found.select_related("stage").prefetch_related("identities").order_by("pk"))
    demand(stage, given, rows, by_hand=by is not None, now=now)
    conflicts = said_otherwise(held.seen.difference(row.pk for row in rows), stage, given) if by else {}
    operation = None
    if rows:
        before = _before(rows) if held.by else []
        columns = take_there(rows, stage, given, by=held.by, now=now)
        moved_later(stage, by=held.by, now=now)
        free_left_behind([row.pk for row in rows], now=now)
        if held.by:
            after = as_kept(Lead(**columns), PLACE)
            operation = remember(MOVE, by=held.by, rows=before, after=after, about=about(stage, columns), now=now)
    pks = tuple(row.pk for row in rows)
    already = len(held.seen) - len(rows) - len(conflicts)
    return Done(operation, len(rows), already, held.out_of_sight, pks, conflicts=conflicts)


def held_stage(pk: int | None) -> Stage:
    """Nobody removes it until the transaction ends. Lock leads before. InvalidData for one that is not there."""
    stage = Stage.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if stage is None:
        sentence = _("This does not exist.")
        raise InvalidData(sentence, fields={"stage": [sentence]})
    return stage


def about(stage: Stage, columns: dict[str, Any]) -> dict[str, Any]:
    """What an undo has to know of the whole move."""
    planned = [name for name in FOLLOW_UP if name in columns]
    called = {"to": stage.name, "names": stage.names}
    return {**called, "semantic": stage.semantic, "follow_up": as_kept(Lead(**columns), planned)}


def _before(rows: list[Lead]) -> list[tuple[int, dict[str, Any]]]:
    enquiries = {row.lead_id: row for row in enquiries_of(rows)}
    return [
        (row.pk, as_kept(row, PLACE + FOLLOW_UP) | {ENQUIRY: as_kept(enquiries.get(row.pk, Enquiry()), WRITTEN)})
        for row in rows
    ]
