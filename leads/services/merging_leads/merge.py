"""Merge: all that hangs on the other goes to the survivor, in one transaction that can be taken back (F:L22)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from crm.lib.errors import Conflict, InvalidData, NotThere
from leads.models import Identity, Lead
from leads.services.answering.ending import end_waits
from leads.services.consent.in_step import put_in_step
from leads.services.custom import PREFIX
from leads.services.editing import version_of
from leads.services.finding.words import refresh_words
from leads.services.handing import tell_owner
from leads.services.holding import hold_reached
from leads.services.left_behind import free_left_behind, owners_of
from leads.services.many import as_of_now
from leads.services.matching import lock_people
from leads.services.merging_leads.choosing import exchange_custom, read_choices, taken
from leads.services.merging_leads.filling import fill_result, filled
from leads.services.merging_leads.moving import Moved, move_all
from leads.services.moving.columns import FOLLOW_UP, PLACE
from leads.services.moving.owned import owned
from leads.services.notes import note_by_product
from leads.services.owners import lock_owners, possible_owners
from leads.services.owning import Handed, note_owner_changes
from leads.services.scoring.rescoring import rescore
from leads.services.spreading import tell_all
from leads.signals import MERGED, leads_put_away
from tenants.audit.services.record import record
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.services.ledger import remember
from tenants.undo.services.putting_back import as_kept

MERGE = "lead.merge"
SAID = gettext_noop("Merged with %(who)s, lead %(number)d.")
NOTHING: Mapping[Any, str] = {}
OWN = "leads.CustomValue.lead"  # among what moved
AWAY = ("merged_into_id", "archived_at", "archived_by_id", "answer_due_at")


@dataclass(frozen=True)
class Merged:
    """`operation` takes it back."""

    lead: Lead
    operation: Operation


def oldest_of(one: int, other: int) -> tuple[int, int]:
    """Who survives unless somebody says otherwise, and who does not: numbers are given in order of arrival."""
    return min(one, other), max(one, other)


class PairChanged(Conflict):
    """Somebody saved one of the two since they were looked at; nothing was merged."""

    def __init__(self) -> None:
        super().__init__(_("Somebody changed one of the two meanwhile. Look once more."))


@transaction.atomic
def merge_leads(
    survivor: int,
    other: int,
    *,
    by: User,
    now: datetime,
    chosen: Mapping[str, str] = NOTHING,
    seen: Mapping[int, str] = NOTHING,
) -> Merged:
    """Make `other` part of `survivor`; its own number leads there from now on, out of the archive.

    `chosen` says by name (of choosing.CHOICES, and custom.<key>) whose value stays; the survivor's unless said, and
    what it does not know is filled. `seen` is the version of each as somebody looked at them; another one by now
    raises PairChanged. Both are seen by `by` under their locks, else NotThere. Raises NotAllowed, InvalidData for a
    lead and itself or its companion (two people on one number) and for a choice that there is not, Conflict for one
    that is archived or merged already.
    """
    stays, goes, reached = _hold(survivor, other, by)
    if any(seen.get(one.pk, version_of(one)) != version_of(one) for one in (stays, goes)):
        raise PairChanged
    names = read_choices(chosen)
    new = filled(stays, goes, taken(goes, names))
    before, old = as_kept(goes, AWAY), as_kept(stays, new)
    tell_all(leads_put_away, leads=[goes.pk, stays.pk], why=MERGED, now=now)
    moved, result = move_all(goes, stays), fill_result(stays, goes)
    own = exchange_custom(stays, goes, names, moved.get(OWN, ()))
    end_waits([goes.pk], at=now)
    _write(stays, goes, new, by, now)
    put_in_step(reached - {goes.pk}, now=now)
    _tell(stays, goes, new, own, now)
    step = _hand_over(stays, new, by, now)
    rescore([stays.pk], now=now)
    refresh_words([stays.pk, goes.pk])
    note = note_by_product(stays, SAID, {"who": str(goes), "number": goes.pk}, now=now)
    kept = {"survivor": stays.pk, "moved": moved, "filled": old, "result": sorted(result), "note": note.pk}
    kept["own"] = own
    about = {"who": str(goes), "into": str(stays), "left": as_kept(Lead(**new), new), "step": step}
    operation = remember(MERGE, by=by, rows=[(goes.pk, before | {"merge": kept})], about=about, now=now)
    stays.refresh_from_db()
    return Merged(stays, operation)


def _write(stays: Lead, goes: Lead, new: Mapping[str, Any], by: User, now: datetime) -> None:
    away = {"merged_into_id": stays.pk, "archived_at": now, "archived_by_id": by.pk, "answer_due_at": None}
    Lead.objects.filter(pk=goes.pk).update(**away, updated_at=now)
    Lead.objects.filter(pk=stays.pk).update(**new, updated_at=now)


def _hold(survivor: int, other: int, by: User) -> tuple[Lead, Lead, set[int]]:
    """Nobody arrives by their numbers meanwhile, nobody who has them leaves, and then the leads and all that are
    reached by their contacts, by number."""
    pair = {survivor, other}
    if len(pair) == 1:
        raise InvalidData(_("Choose two different leads."), fields={"other": [_("Choose two different leads.")]})
    lock_people(Identity.objects.filter(lead__in=pair, is_valid=True))
    lock_owners(owners_of(pair))
    reached = hold_reached(pair)
    seen = Lead.objects.visible_to(as_of_now(by)).filter(pk__in=pair).prefetch_related("identities").in_bulk()
    if pair - seen.keys():
        raise NotThere
    stays, goes = seen[survivor], seen[other]
    if stays.merged_into_id or goes.merged_into_id:
        raise Conflict(_("One of them was merged already."))
    if stays.archived_at or goes.archived_at:
        raise Conflict(_("One of them is archived. Restore it first."))
    if stays.companion_of_id == goes.pk or goes.companion_of_id == stays.pk:
        raise InvalidData(_("One is the companion of the other: two people, not one."))
    return stays, goes, reached


def _hand_over(stays: Lead, new: Mapping[str, Any], by: User, now: datetime) -> dict[str, Any]:
    """The owner whom the merge brought has the lead as one that they were given; the step by it, for the undo."""
    owner = new.get("assigned_to_id", stays.assigned_to_id)
    note_owner_changes([Handed(stays.pk, stays.assigned_to_id, owner)], by=by, at=now)
    free_left_behind([stays.pk], now=now)
    if owner == stays.assigned_to_id:
        return {}
    tell_owner(possible_owners().filter(pk=owner).first(), [stays.pk], by=by)
    moved = owned([stays.pk], by=by, now=now)
    stood = {name: new.get(name, getattr(stays, name)) for name in PLACE + FOLLOW_UP}
    return moved and moved | {"before": as_kept(Lead(**stood), stood)}


def _tell(stays: Lead, goes: Lead, new: Mapping[str, Any], own: Sequence[Mapping[str, Any]], now: datetime) -> None:
    changes = {name.removesuffix("_id"): (getattr(stays, name), value) for name, value in new.items()}
    changes |= {f"{PREFIX}{one['key']}": (one["mine"], one["theirs"]) for one in own}
    record("lead.merged", stays, changes=changes, note=str(goes.pk))
    told = {"merged_into": (None, stays.pk), "archived_at": (None, now)}
    record("lead.merged_away", goes, changes=told)


__all__ = ["MERGE", "Merged", "Moved", "PairChanged", "merge_leads", "oldest_of"]
