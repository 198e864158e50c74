"""The stages of a clinic, changed by hand: names, meanings, colours, times, chances and their order (F:0.2)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, NotThere
from crm.lib.lines import one_line
from leads.models import Colour, Lead, Stage
from leads.models.stage import Semantic
from leads.services.price_list import LONGEST, NAMES_WRONG
from leads.services.stage_holding import check_nobody_came, hold_leads_in, hold_stages
from leads.services.stages import follow_chances, forget_first_stages
from tenants.audit.services.record import record
from tenants.services.locks import lock_names
from tenants.staff.languages import SPOKEN

FIELDS = ("name", "names", "semantic", "colour", "sla_minutes", "probability")
LONGEST_WAIT = 525_600  # minutes: a year
MOST = 40


@transaction.atomic
def keep_stage(pk: int | None, wanted: Mapping[str, Any]) -> Stage:
    """Write `wanted` (of FIELDS) into that stage, or into a new one at the end.

    Of one field the last value wins. A stage where leads stand keeps its meaning, and one always means new. Raises
    NotThere, InvalidData by field, ValidationError for a value that a column refuses, and Conflict when its chance
    changes and a lead came at that moment.
    """
    lock_stages()
    row = _held(pk, wanted) if pk is not None else Stage(position=_end())
    before = {name: getattr(row, name) for name in FIELDS}
    for name in FIELDS:
        if name in wanted:
            setattr(row, name, wanted[name])
    row.name = one_line(row.name)
    row.names = {code: one_line(name) for code, name in row.names.items() if one_line(name)}
    _check(row, before)
    row.clean_fields()
    row.save()
    if row.probability != before["probability"]:
        follow_chances([row.pk])
    transaction.on_commit(forget_first_stages)
    return row


@transaction.atomic
def order_stages(pks: Sequence[int]) -> None:
    """In this order; those that are not named stay behind them as they are. A repeat changes nothing."""
    lock_stages()
    hold_stages(Stage.objects.values_list("pk", flat=True))
    rows = list(Stage.objects.order_by("position", "pk"))
    places = {pk: place for place, pk in enumerate(dict.fromkeys(pks))}
    wanted = sorted(rows, key=lambda row: places.get(row.pk, len(places)))
    if wanted == rows:
        return
    for position, row in enumerate(wanted):
        row.position = position
    Stage.objects.bulk_update(wanted, ["position"])
    record("stages.ordered", note=", ".join(row.name for row in wanted))
    transaction.on_commit(forget_first_stages)


def shift_stage(pk: int, by: int) -> None:
    """One up (-1) or down (1); at the end of the list nothing happens. Raises NotThere."""
    pks = list(Stage.objects.order_by("position", "pk").values_list("pk", flat=True))
    if pk not in pks:
        raise NotThere
    place = pks.index(pk)
    pks.insert(min(max(place + by, 0), len(pks) - 1), pks.pop(place))
    order_stages(pks)


def lock_stages() -> None:
    """One person changes the list at a time."""
    lock_names(["stages"])


def held_row(pk: int) -> Stage:
    """Nobody moves a lead there until the transaction ends. Raises NotThere."""
    row = Stage.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if row is None:
        raise NotThere
    return row


def _held(pk: int, wanted: Mapping[str, Any]) -> Stage:
    """With all its leads where they get another chance: those first, as in a move."""
    known = Stage.objects.filter(pk=pk).first()
    if known is None or wanted.get("probability", known.probability) == known.probability:
        return held_row(pk)
    held = hold_leads_in([pk])
    row = held_row(pk)
    check_nobody_came([pk], held)
    return row


def last_new(row: Stage) -> bool:
    """Whether new leads would have nowhere to begin without it."""
    others = Stage.objects.exclude(pk=row.pk).filter(semantic=Semantic.NEW)
    return not others.exists()


def _check(row: Stage, before: Mapping[str, Any]) -> None:
    wrong = _name_wrong(row) | _meaning_wrong(row, before)
    if row.colour not in Colour.values:
        wrong["colour"] = [_("This does not exist.")]
    if not 0 <= row.probability <= 100:
        wrong["probability"] = [_("A chance lies between 0 and 100 percent.")]
    if row.sla_minutes is not None and not 1 <= row.sla_minutes <= LONGEST_WAIT:
        wrong["sla_minutes"] = [_("From one minute to a year, or empty.")]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)


def _name_wrong(row: Stage) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    others = Stage.objects.exclude(pk=row.pk)
    if not any(sign.isalnum() for sign in row.name):
        wrong["name"] = [_("A name has letters or digits.")]
    elif others.filter(name__iexact=row.name).exists():
        wrong["name"] = [_("Another stage has this name.")]
    elif row.pk is None and others.count() >= MOST:
        wrong["name"] = [_("A clinic has at most %(most)d stages.") % {"most": MOST}]
    if any(code not in SPOKEN or len(name) > LONGEST for code, name in row.names.items()):
        wrong["names"] = [NAMES_WRONG]
    return wrong


def _meaning_wrong(row: Stage, before: Mapping[str, Any]) -> dict[str, list[str]]:
    if row.semantic not in Semantic.values:
        return {"semantic": [_("This does not exist.")]}
    if row.pk is None or row.semantic == before["semantic"]:
        return {}
    if before["semantic"] == Semantic.NEW and last_new(row):
        return {"semantic": [_("New leads begin here. Give another stage this meaning first.")]}
    if Lead.objects.filter(stage=row).exists():
        return {"semantic": [_("Leads stand in this stage, so it keeps its meaning. Add a stage and move them.")]}
    return {}


def leads_in(stages: Iterable[Stage]) -> dict[int, int]:
    """How many stand in each, archived ones included."""
    counted = Stage.objects.filter(pk__in=[row.pk for row in stages]).order_by()
    return dict(counted.annotate(number=Count("leads")).values_list("pk", "number"))


def _end() -> int:
    last = Stage.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
