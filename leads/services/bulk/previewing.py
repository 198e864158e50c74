"""What an action would do to the chosen leads, before it does it: the same decisions (F:W5)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from leads.actions import Chosen, LeadAction
from leads.models import Lead
from leads.services.bulk import AT_ONCE
from leads.services.bulk.beginning import refuse_too_many
from leads.services.bulk.telling import told_together
from leads.services.many import Done
from tenants.staff.models import User

TOLD = 5  # conflicts in full


@dataclass(frozen=True)
class Preview:
    """`looked_at` of the `total` leads, when it is too much to look at all of them."""

    total: int
    looked_at: int
    changed: int
    already: int
    out_of_sight: int
    conflicts: int = 0
    told: tuple[str, ...] = ()


def preview(action: LeadAction, ids: Collection[int], chosen: Chosen, *, by: User, now: datetime) -> Preview:
    """A few are really done and rolled back. Of many that is done with the first ones, so that what is refused is
    refused here; then they are counted, where the action knows how (`fit`), in a handful of statements.

    Raises what the action raises. Of one that only begins something no more is known than which leads are seen: it
    would have begun, and left its files behind.
    """
    refuse_too_many(ids)
    wanted = sorted(set(ids))
    if action.whole:
        return _seen(wanted, by)
    done = _tried(action, wanted[:AT_ONCE], chosen, by, now)
    if len(wanted) <= AT_ONCE or action.fit is None:
        told = tuple(told_together(done.conflicts.values(), TOLD))
        numbers = (done.changed, done.already, done.out_of_sight, len(done.conflicts))
        return Preview(len(wanted), min(len(wanted), AT_ONCE), *numbers, told)
    return _counted(action, wanted, chosen, by)


def _seen(wanted: Collection[int], by: User) -> Preview:
    number = Lead.objects.visible_to(by).filter(pk__in=wanted).count()
    return Preview(len(wanted), len(wanted), number, 0, len(wanted) - number)


def _tried(action: LeadAction, ids: Collection[int], chosen: Chosen, by: User, now: datetime) -> Done:
    with transaction.atomic():
        done = action.run(ids, by, replace(chosen, is_confirmed=True), now)
        transaction.set_rollback(True)
    return done


def _counted(action: LeadAction, wanted: Collection[int], chosen: Chosen, by: User) -> Preview:
    seen = Lead.objects.visible_to(by).filter(pk__in=wanted).order_by()
    fit = seen.filter(action.fit(chosen))
    number, changed = seen.count(), fit.count()
    conflicts = {}
    if action.conflicts is not None:
        rest = set(seen.values_list("pk", flat=True)) - set(fit.values_list("pk", flat=True))
        conflicts = action.conflicts(rest, chosen)
    already = number - changed - len(conflicts)
    told = tuple(told_together(conflicts.values(), TOLD))
    return Preview(len(wanted), len(wanted), changed, already, len(wanted) - number, len(conflicts), told)
