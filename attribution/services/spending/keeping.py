"""Writing what campaigns cost, and taking it back (F:M4, T18)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from attribution.models import Campaign, Spend
from attribution.services.spending.amounts import spread
from attribution.services.spending.reading import LONGEST
from crm.lib.errors import InvalidData
from tenants.audit.services.record import record_many
from tenants.services.locks import lock_names
from tenants.settings.models.clinic_settings import Currency
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome, reversible
from tenants.undo.services.ledger import remember

KIND, CHANGE = "spend.written", "attribution.change_spend"
LOCK = "campaign-costs"
Key = tuple[int, date, str]  # campaign, day, source


@dataclass(frozen=True)
class Cost:
    """Minor units."""

    campaign: int
    day: date
    amount: int
    currency: str


def register_costs_back() -> None:
    reversible(KIND, take_back, _title, permission=CHANGE)


@transaction.atomic
def write_typed(
    campaign: Campaign, first: date, last: date, amount: int, currency: str, *, by: User, now: datetime
) -> Operation | None:
    """An amount for a stretch of days, spread evenly; what was typed for one of these days before is replaced.

    An amount of 0 takes away what was typed. None when nothing changed. Raises InvalidData by field.
    """
    wrong = {}
    if last < first:
        wrong["last"] = [_("The last day is before the first.")]
    elif (last - first).days >= LONGEST:
        wrong["last"] = [_("At most a year at once.")]
    if amount < 0:
        wrong["amount"] = [_("A cost is not below nought.")]
    if currency not in Currency.values:
        wrong["currency"] = [_("This does not exist.")]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    parts = zip(days, spread(amount, len(days)), strict=True)
    costs = [Cost(campaign.pk, day, part, currency) for day, part in parts]
    return write(costs, Spend.Source.MANUAL, by=by, about={"campaign": campaign.title}, now=now)


@transaction.atomic
def write(
    costs: Collection[Cost], source: str, *, by: User, about: Mapping[str, Any], now: datetime
) -> Operation | None:
    """Write each as what its source says of that campaign and day, instead of what it said before. None when all
    of it stood there already. Six statements, however many; 0 removes."""
    lock_names([LOCK])
    wanted = {(one.campaign, one.day, source): (one.amount, one.currency) for one in costs}
    held = _held(wanted, source)
    changed = {key: value for key, value in wanted.items() if _was(held.get(key)) != (value if value[0] else None)}
    if not changed:
        return None
    before = {key: _was(held.get(key)) for key in changed}
    gone = {key: held[key] for key, value in changed.items() if not value[0]}
    rows = _put({key: value for key, value in changed.items() if value[0]}, by=by, now=now)
    rows |= {key: row.pk for key, row in gone.items()}
    Spend.objects.filter(pk__in=[row.pk for row in gone.values()]).delete()
    _tell("spend.written", rows, before, changed)
    kept = [(pk, _kept(key, before[key], changed[key])) for key, pk in rows.items()]
    return remember(KIND, by=by, rows=kept, about={"source": source} | dict(about), now=now)


def take_back(operation: Operation, by: User, now: datetime) -> Outcome:
    """What stood there before; a day that somebody wrote anew is left alone."""
    lock_names([LOCK])
    kept = list(operation.rows.values_list("object_pk", "before"))
    wanted, pks, since = {}, {}, []
    held = _held({_key(one): None for _pk, one in kept}, operation.about["source"])
    for pk, one in kept:
        key, row = _key(one), held.get(_key(one))
        now_there, was = _was(row), _pair(one["now"])
        if now_there != (was if was and was[0] else None):
            since.append(str(row) if row else f"{one['day']}")
            continue
        wanted[key], pks[key] = _pair(one["was"]) or (0, ""), pk
    back = {key: value for key, value in wanted.items() if value[0]}
    _put(back, by=by, now=now)
    Spend.objects.filter(pk__in=[held[key].pk for key in wanted if key not in back and key in held]).delete()
    _tell("spend.put_back", pks, {key: _was(held.get(key)) for key in wanted}, wanted)
    return Outcome(len(wanted), tuple(since), 0, list(pks.values()))


def _held(keys: Mapping[Key, Any], source: str) -> dict[Key, Spend]:
    days = [day for _campaign, day, _source in keys]
    if not days:
        return {}
    rows = Spend.objects.filter(
        source=source, day__range=(min(days), max(days)), campaign__in={campaign for campaign, *_rest in keys}
    )
    return {(row.campaign_id, row.day, row.source): row for row in rows}


def _put(values: Mapping[Key, tuple[int, str]], *, by: User, now: datetime) -> dict[Key, int]:
    rows = [
        Spend(campaign_id=campaign, day=day, source=source, amount=amount, currency=currency, by=by, updated_at=now)
        for (campaign, day, source), (amount, currency) in sorted(values.items())
    ]
    made = Spend.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["campaign", "day", "source"],
        update_fields=["amount", "currency", "by", "updated_at"],
        batch_size=2000,
    )
    return {(row.campaign_id, row.day, row.source): row.pk for row in made}


def _was(row: Spend | None) -> tuple[int, str] | None:
    return (row.amount, row.currency) if row else None


def _pair(value: list[Any] | None) -> tuple[int, str] | None:
    return (value[0], value[1]) if value else None


def _kept(key: Key, was: tuple[int, str] | None, now: tuple[int, str]) -> dict[str, Any]:
    campaign, day, source = key
    return {"campaign": campaign, "day": day.isoformat(), "source": source, "was": was, "now": now}


def _key(one: Mapping[str, Any]) -> Key:
    return one["campaign"], date.fromisoformat(one["day"]), one["source"]


def _tell(verb: str, rows: Mapping[Key, int], before: Mapping[Key, Any], after: Mapping[Key, Any]) -> None:
    lines = []
    for key, pk in rows.items():
        campaign, day, _source = key
        was, is_ = before.get(key) or (None, None), after[key] if after[key][0] else (None, None)
        lines.append((pk, f"{campaign} {day}", {"amount": (was[0], is_[0]), "currency": (was[1], is_[1])}))
    record_many(verb, Spend, lines)


def _title(operation: Operation) -> str:
    named = operation.about.get("campaign") or operation.about.get("file", "")
    said = ngettext("Costs of %(number)d day: %(what)s", "Costs of %(number)d days: %(what)s", operation.count)
    return said % {"number": operation.count, "what": named}
