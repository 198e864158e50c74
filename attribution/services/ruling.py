"""The clinic's rules of where touches belong, changed by hand; all touches are placed anew after each change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from attribution.channels import CHANNELS
from attribution.models import SourceRule
from attribution.services.arranging import CHANGE
from attribution.services.nodes import LOCK
from attribution.services.placing import place_of
from attribution.services.rounds import recount_all
from attribution.services.rules import fitting
from attribution.services.sources import told_of
from attribution.services.touching import COLUMNS
from attribution.services.tree import tree
from crm.lib.errors import InvalidData, NotThere
from crm.lib.lines import one_line
from tenants.services.locks import lock_names
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome, reversible
from tenants.undo.services.ledger import remember

REMOVE = "source_rule.remove"
ASKED = ("source", "medium", "campaign", "click", "host")
KEPT = (*ASKED, "order", "by_name", "target_id")
MOST = 200


def register_ruling() -> None:
    reversible(REMOVE, _take_back, _title, permission=CHANGE)


@transaction.atomic
def keep_rule(pk: int | None, wanted: Mapping[str, Any], *, by: User, now: datetime) -> SourceRule:
    """Write it, a new one at the end. Raises NotThere, InvalidData for one that asks nothing or leads nowhere."""
    lock_names([LOCK])
    row = _row(pk) if pk else SourceRule(order=_end())
    for name in ASKED:
        setattr(row, name, one_line(str(wanted.get(name, ""))))
    row.by_name, row.target_id = bool(wanted.get("by_name")), wanted.get("target")
    target = tree().rows.get(row.target_id or 0)
    if not any(getattr(row, name) for name in ASKED):
        raise InvalidData(_("A rule must ask for something."), fields={"source": [_("Fill in one of these.")]})
    if target is None or target.is_merged:
        raise InvalidData(_("This does not exist."), fields={"target": [_("This does not exist.")]})
    if row.pk is None and SourceRule.objects.count() >= MOST:
        raise InvalidData(_("A clinic has at most %(most)d rules.") % {"most": MOST})
    row.clean_fields()
    row.save()
    recount_all(by=by, now=now)
    return row


@transaction.atomic
def shift_rule(pk: int, by_places: int, *, by: User, now: datetime) -> None:
    """One up (-1) or down (1); at the end of the list nothing happens. Raises NotThere."""
    lock_names([LOCK])
    rows = list(SourceRule.objects.all())
    place = next((place for place, row in enumerate(rows) if row.pk == pk), None)
    if place is None:
        raise NotThere
    to = min(max(place + by_places, 0), len(rows) - 1)
    if to == place:
        return
    rows.insert(to, rows.pop(place))
    for order, row in enumerate(rows, 1):
        if row.order != order:
            row.order = order
            row.save(update_fields=["order"])
    recount_all(by=by, now=now)


@transaction.atomic
def remove_rule(pk: int, *, by: User, now: datetime) -> Operation:
    """Raises NotThere."""
    lock_names([LOCK])
    row = _row(pk)
    before = {name: getattr(row, name) for name in KEPT}
    about = {"name": str(row)}
    row.delete()
    recount_all(by=by, now=now)
    return remember(REMOVE, by=by, rows=[(pk, before)], about=about, now=now)


def would_count_as(address: str, before: str) -> tuple[str, SourceRule | None]:
    """Where a visit of this address counts that came from the page `before`: its path in the tree, and the rule of
    the clinic that says so. Nothing is written."""
    told = told_of(_read(address) | {"landing": address, "referrer": before})
    rules = list(SourceRule.objects.select_related("target"))
    place, all_of_it = place_of(told, rules), tree()
    root = next(
        (row.pk for row in all_of_it.rows.values() if not row.parent_id and row.found_by == place.root), None
    )
    known = place.root if isinstance(place.root, int) else root
    above = all_of_it.path_of(known) if known else str(CHANNELS[str(place.root)])
    return " › ".join([above, *(step.name for step in place.steps)]), fitting(rules, told)


def _read(address: str) -> dict[str, str]:
    try:
        asked = parse_qs(urlsplit(address.strip()).query, max_num_fields=100)
    except ValueError:
        return {}
    return {column: asked[name][0][:200] for name, column in COLUMNS.items() if asked.get(name)}


def _row(pk: int) -> SourceRule:
    row = SourceRule.objects.filter(pk=pk).first()
    if row is None:
        raise NotThere
    return row


def _end() -> int:
    return (SourceRule.objects.aggregate(last=Max("order"))["last"] or 0) + 1


def _take_back(operation: Operation, by: User, now: datetime) -> Outcome:
    lock_names([LOCK])
    [(pk, before)] = operation.rows.values_list("object_pk", "before")
    target = tree().rows.get(before["target_id"])
    if target is None or SourceRule.objects.filter(pk=pk).exists():
        return Outcome(0, (operation.about.get("name", ""),))
    SourceRule.objects.create(pk=pk, **before)
    recount_all(by=by, now=now)
    return Outcome(1, pks=(pk,))


def _title(operation: Operation) -> str:
    return _("Source rule removed: %(name)s") % {"name": operation.about.get("name", "")}
