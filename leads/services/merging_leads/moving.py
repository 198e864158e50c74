"""Rows that hang on a lead go to another, set-based; which did is what the undo needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from leads.merging import Merge, Policy, all_merges
from leads.models import Lead

Moved = Mapping[str, Sequence[tuple[int, int | None]]]  # of each relation: key, and the journey it named


def move_all(other: Lead, survivor: Lead) -> Moved:
    """By relation the rows that went. Two statements for each that has any, one for each that has none."""
    moved = {}
    for one in all_merges():
        if one.policy is Policy.MOVE and (rows := _move(one, other, survivor)):
            moved[one.name] = rows
    return moved


def move_back(moved: Moved, other: Lead, survivor: Lead) -> list[str]:
    """What is still the survivor's; what somebody moved on or removed since stays as it is. The kinds of row that
    the survivor keeps because the other has one like it by now."""
    stay = []
    for one in all_merges():
        for journey, pks in _by_journey(moved.get(one.name, ())).items():
            rows = one.model._base_manager.filter(**{"pk__in": pks, one.column: survivor.pk})
            written = {one.column: other.pk} | ({"enquiry": journey} if one.enquiry else {})
            _without_known(rows, one, other).update(**written)
            stay += [str(one.model._meta.verbose_name)] if rows.exists() else []
    return stay


def _move(one: Merge, other: Lead, survivor: Lead) -> list[tuple[int, int | None]]:
    rows = _movable(one, other, survivor)
    names = ("pk", "enquiry") if one.enquiry else ("pk",)
    found = [(row[0], row[1] if one.enquiry else None) for row in rows.order_by("pk").values_list(*names)]
    if found:
        written: dict[str, Any] = {one.column: survivor.pk}
        if one.enquiry:
            written["enquiry"] = survivor.enquiry
        one.model._base_manager.filter(pk__in=[pk for pk, _journey in found]).update(**written)
    return found


def _movable(one: Merge, other: Lead, survivor: Lead) -> QuerySet[Model]:
    rows = one.model._base_manager.filter(**{one.column: other.pk})
    return _without_known(rows.exclude(one.staying) if one.staying else rows, one, survivor)


def _without_known(rows: QuerySet[Model], one: Merge, holder: Lead) -> QuerySet[Model]:
    """Without those of which `holder` has one already."""
    theirs = one.model._base_manager.filter(**{one.column: holder.pk})
    if one.model._meta.get_field(one.by).unique:
        return rows.none() if theirs.exists() else rows
    if not one.but_for:
        return rows
    return rows.exclude(Exists(theirs.filter(**{name: OuterRef(name) for name in one.but_for})))


def _by_journey(rows: Sequence[tuple[int, int | None]]) -> dict[int | None, list[int]]:
    found: dict[int | None, list[int]] = {}
    for pk, journey in rows:
        found.setdefault(journey, []).append(pk)
    return found
