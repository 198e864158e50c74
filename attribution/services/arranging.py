"""The clinic arranges its campaigns: adds, renames, moves, merges, archives. All but adding can be undone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attribution.models import Campaign
from attribution.services.nodes import LOCK, MOST
from attribution.services.sources import word_of
from attribution.services.tree import Tree, tree
from crm.lib.errors import InvalidData, NotThere
from crm.lib.lines import one_line
from tenants.services.locks import lock_names
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome, reversible
from tenants.undo.services.ledger import remember

CHANGE = "attribution.change_campaign"
RENAME, MOVE, MERGE = "campaign.rename", "campaign.move", "campaign.merge"
ARCHIVE, RESTORE = "campaign.archive", "campaign.restore"
SAID = {
    RENAME: gettext_lazy("Campaign renamed: %(name)s"),
    MOVE: gettext_lazy("Campaign moved: %(name)s"),
    MERGE: gettext_lazy("Campaign merged: %(name)s"),
    ARCHIVE: gettext_lazy("Campaign archived: %(name)s"),
    RESTORE: gettext_lazy("Campaign brought back: %(name)s"),
}
Level = Campaign.Level
DEPTHS = {level: depth for depth, level in enumerate(Level.values)}
BELOW = {Level.CHANNEL: Level.CAMPAIGN, Level.CAMPAIGN: Level.ADSET, Level.ADSET: Level.AD}


def register_arranging() -> None:
    for kind in SAID:
        reversible(kind, take_back, _title, permission=CHANGE)


@transaction.atomic
def add_campaign(under: int | None, name: str) -> Campaign:
    """One level below that row, a channel for None. Touches of this name come to it. Raises NotThere, InvalidData
    for a name that is there already, that says nothing, and once there are too many."""
    all_of_it = _held()
    above = _row(all_of_it, under) if under else None
    level = BELOW.get(above.level) if above else Level.CHANNEL
    name = _checked(name)
    if level is None:
        raise InvalidData(_("Nothing lies below an ad."))
    if len(all_of_it.rows) >= MOST:
        raise InvalidData(_("A clinic has at most %(most)d campaigns.") % {"most": MOST})
    word = word_of(name) if above else f"own {word_of(name)}"[:200]
    if Campaign.objects.filter(found_under=above, found_by=word).exists():
        raise InvalidData(_("There is one of this name already."), fields={"name": [_("Choose another name.")]})
    return Campaign.objects.create(parent=above, level=level, name=name, found_under=above, found_by=word)


@transaction.atomic
def rename_campaign(pk: int, name: str, *, by: User, now: datetime) -> Operation | None:
    """What touches call it stays what it is found by. A channel of the product without a name has the product's own
    again. None where nothing changes. Raises NotThere, InvalidData."""
    row = _row(_held(), pk)
    has_own = row.level == Level.CHANNEL and not row.found_by.startswith("own ")
    return _write(row, RENAME, {"name": "" if has_own and not name.strip() else _checked(name)}, by, now)


@transaction.atomic
def move_campaign(pk: int, under: int, *, by: User, now: datetime) -> Operation | None:
    """With all that lies below. Touches that come later go along. Raises NotThere, InvalidData for a channel, and
    for a place that is below it or not above its level."""
    all_of_it = _held()
    row, above = _row(all_of_it, pk), _row(all_of_it, under)
    if row.level == Level.CHANNEL or DEPTHS[above.level] >= DEPTHS[row.level] or _is_below(all_of_it, under, pk):
        raise _wrong_place()
    return _write(row, MOVE, {"parent_id": under}, by, now)


@transaction.atomic
def merge_campaign(pk: int, into: int, *, by: User, now: datetime) -> Operation | None:
    """Its touches and costs, and what lies below, count as the other's from now on, those of later too. Raises
    NotThere, InvalidData for itself, for one that lies below it, and for another level."""
    all_of_it = _held()
    row, other = _row(all_of_it, pk), _row(all_of_it, into)
    if row.level != other.level or _is_below(all_of_it, into, pk):
        raise _wrong_place()
    return _write(row, MERGE, {"parent_id": into, "is_merged": True}, by, now)


@transaction.atomic
def archive_campaign(pk: int, *, by: User, now: datetime, back: bool = False) -> Operation | None:
    """Not shown among those in use; it counts as before."""
    return _write(_row(_held(), pk), RESTORE if back else ARCHIVE, {"is_archived": not back}, by, now)


def take_back(operation: Operation, by: User, now: datetime) -> Outcome:
    """Unless somebody changed the same of it since, or its old place lies below it or is not shown any more."""
    all_of_it = _held()
    [(pk, before)] = operation.rows.values_list("object_pk", "before")
    row = all_of_it.rows.get(pk)
    if row is None:
        return Outcome(0, out_of_sight=1)
    is_other = any(getattr(row, name) != value for name, value in operation.after.items())
    above = before.get("parent_id")
    if is_other or (above and (_is_below(all_of_it, above, pk) or all_of_it.rows[above].is_merged)):
        return Outcome(0, (row.title,))
    _set(row, before)
    return Outcome(1, pks=(pk,))


def _held() -> Tree:
    lock_names([LOCK])
    return tree()


def _row(all_of_it: Tree, pk: int | None) -> Campaign:
    row = all_of_it.rows.get(pk or 0)
    if row is None or row.is_merged:
        raise NotThere
    return row


def _is_below(all_of_it: Tree, pk: int, above: int) -> bool:
    """Also of itself."""
    return pk in all_of_it.counts_for(above)


def _checked(name: str) -> str:
    plain = one_line(name)
    wrong = _("A name has letters or digits, and 200 at most.")
    if len(plain) > 200 or not any(sign.isalnum() for sign in plain):
        raise InvalidData(wrong, fields={"name": [wrong]})
    return plain


def _wrong_place() -> InvalidData:
    wrong = _("It cannot lie there.")
    return InvalidData(wrong, fields={"to": [wrong]})


def _write(row: Campaign, kind: str, wanted: Mapping[str, Any], by: User, now: datetime) -> Operation | None:
    before = {name: getattr(row, name) for name in wanted}
    if before == wanted:
        return None
    about = {"name": row.title}
    _set(row, wanted)
    return remember(kind, by=by, rows=[(row.pk, before)], after=wanted, about=about, now=now)


def _set(row: Campaign, wanted: Mapping[str, Any]) -> None:
    for name, value in wanted.items():
        setattr(row, name, value)
    row.save(update_fields=[name.removesuffix("_id") for name in wanted])


def _title(operation: Operation) -> str:
    return str(SAID[operation.kind]) % {"name": operation.about.get("name", "")}
