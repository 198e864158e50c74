"""A stage goes, and its leads go where somebody said: none is ever without one (F:0.2)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.models import Lead, Stage
from leads.models.stage import WON, Semantic
from leads.services.left_behind import free_left_behind
from leads.services.many import MOST, hold
from leads.services.moving.given import NOTHING, Given
from leads.services.moving.several import held_stage
from leads.services.moving.writing import take_there
from leads.services.stage_holding import hold_to_remove
from leads.services.stage_list import held_row, last_new, lock_stages
from leads.services.stages import forget_first_stages
from tenants.staff.models import User

# Stages that ask something of whoever comes there: of all at once nobody can say it.
ASKING = (Semantic.REPLIED, Semantic.CALLBACK, Semantic.ACCEPTED, Semantic.LOST, Semantic.CLOSED)


def homes(stage: Stage) -> list[Stage]:
    """Where the leads of `stage` may go: to the same meaning, or where nothing is asked. Who has not accepted does
    not become a conversion by it."""
    closed = set(ASKING) if stage.semantic in WON else {*ASKING, *WON}
    others = Stage.objects.exclude(pk=stage.pk)
    return [one for one in others if one.semantic == stage.semantic or one.semantic not in closed]


@transaction.atomic
def remove_stage(pk: int, *, to: int | None, by: User, now: datetime) -> int:
    """Delete it and move its leads to the stage `to`; returns how many went. `to` is not needed where none stand.

    All of them, whoever sees them: a stage is the whole clinic's. Raises NotThere, and InvalidData for the last one
    that means new and for a stage where these leads cannot go; Conflict when one came at that moment.
    """
    lock_stages()
    hold_to_remove([pk], stays=[to])
    stage = held_row(pk)
    if stage.semantic == Semantic.NEW and last_new(stage):
        raise InvalidData(_("New leads begin here. Give another stage this meaning first."))
    moved = 0
    if Lead.objects.filter(stage=stage).exists():
        if to not in {one.pk for one in homes(stage)}:
            sentence = _("Choose where the leads of this stage go.")
            raise InvalidData(sentence, fields={"to": [sentence]})
        moved = empty(stage, to=to, given=NOTHING, by=by, now=now)
    stage.delete()
    transaction.on_commit(forget_first_stages)
    return moved


def empty(stage: Stage, *, to: int, given: Given, by: User, now: datetime) -> int:
    """Move all leads of `stage`, which is held with them (hold_to_remove); asks nothing of them."""
    moved = 0
    while pks := list(Lead.objects.filter(stage=stage).order_by("pk").values_list("pk", flat=True)[:MOST]):
        hold(pks, by=None, to_work=True)
        target = held_stage(to)
        found = Lead.objects.filter(pk__in=pks, stage=stage).select_related("stage").order_by("pk")
        rows = list(found.prefetch_related("identities"))
        take_there(rows, target, given, by=by, now=now)
        free_left_behind([row.pk for row in rows], now=now)
        moved += len(rows)
    return moved
