from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from leads.history.rows import newest
from leads.models import Lead, OwnerChange, StageChange
from leads.services.sharing.duty import is_alone
from leads.services.sharing.sentences import why_assigned
from leads.services.stage_names import stage_name
from leads.timeline import CHANGES, Moment
from tenants.staff.models import User

STEP = "leads/timeline/step.html"


def stages(lead: Lead, reader: User, before: datetime | None, most: int) -> Sequence[Moment]:
    """From stage to stage, by whom (F:T12). Of a stage that was deleted its meaning is left."""
    rows = StageChange.objects.filter(lead=lead).select_related("from_stage", "to_stage", "by")
    return [_stage(one) for one in newest(rows, before, most)]


def owners(lead: Lead, reader: User, before: datetime | None, most: int) -> Sequence[Moment]:
    """From hand to hand, by whom and why (F:L15); nothing to tell where one person works alone (F:W19)."""
    if is_alone():
        return []
    return [_owner(one) for one in newest(owner_changes(lead), before, most)]


def owner_changes(lead: Lead) -> QuerySet[OwnerChange]:
    """And why nobody could take it: a row from nobody to nobody."""
    return OwnerChange.objects.filter(lead=lead).select_related("from_owner", "to_owner", "by")


def _stage(one: StageChange) -> Moment:
    before = stage_name(one.from_stage) if one.from_stage else one.get_from_semantic_display()
    after = stage_name(one.to_stage) if one.to_stage else one.get_to_semantic_display()
    about = {"label": Lead._meta.get_field("stage").verbose_name, "before": before, "after": after, "by": one.by}
    return Moment(one.at, CHANGES, "swap_horiz", STEP, one.pk, about=about)


def _owner(one: OwnerChange) -> Moment:
    about = {
        "label": Lead._meta.get_field("assigned_to").verbose_name,
        "before": str(one.from_owner or ""),
        "after": str(one.to_owner or ""),
        "by": one.by,
        "why": why_assigned(one),
    }
    return Moment(one.at, CHANGES, "person_add", STEP, one.pk, about=about)
