"""The usual undo: the fields of the operation get the values that they held before, in one UPDATE."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from tenants.audit.registry import trailed
from tenants.audit.services.record import record_many
from tenants.undo.models import Operation, OperationRow
from tenants.undo.registry import Outcome

__all__ = ["as_kept", "before_of", "put_back"]


def put_back(
    operation: Operation,
    visible: QuerySet,
    *,
    verb: str,
    now: datetime,
    may: Callable[[Model, dict[str, Any]], bool] = lambda row, before: True,
) -> Outcome:
    """`visible` are the rows that the person may see, whatever the operation; they get `updated_at`.

    A row is left alone when a field is not as the operation left it, or when `may(row, before)` says no. The number
    of statements does not depend on the number of rows.
    """
    held = dict(operation.rows.values_list("object_pk", "before"))
    list(visible.model._base_manager.filter(pk__in=held).order_by("pk").select_for_update(no_key=True).values("pk"))
    rows = list(visible.filter(pk__in=held))
    good = [row for row in rows if as_kept(row, operation.after) == operation.after and may(row, held[row.pk])]
    kept = {row.pk for row in good}
    fields = list(operation.after)
    if good:
        model = visible.model
        changes = {name: before_of(operation, model, name) for name in fields}
        model._base_manager.filter(pk__in=kept).update(**changes, updated_at=now)
        told = _told(model, operation.after)
        record_many(verb, model, (_line(row, held[row.pk], told) for row in good))
    since = tuple(str(row) for row in rows if row.pk not in kept)
    return Outcome(len(good), since, len(held) - len(rows), kept)


def as_kept(row: Model, fields: Iterable[str]) -> dict[str, Any]:
    """The values of a row as an operation keeps them: by column, moments as text in UTC, decimals as text."""
    return {name: _plain(getattr(row, name)) for name in fields}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def before_of(operation: Operation, model: type[Model], name: str, *, of: str = "pk", under: str = "") -> Subquery:
    """For an UPDATE of `model`: what the column `name` held before the operation.

    `of` is the column of `model` that names the operation's row; `under` is where its `before` keeps other columns
    than its own.
    """
    field = next(f for f in model._meta.concrete_fields if f.attname == name)
    target = field.target_field if field.is_relation else field
    kept = OperationRow.objects.filter(operation=operation, object_pk=OuterRef(of))
    held = KeyTextTransform(name, KeyTransform(under, "before") if under else "before")
    value = Cast(held, output_field=_typed(target))
    return Subquery(kept.values(value_before=value)[:1], output_field=_typed(target))


def _typed(field: Any) -> Any:
    """A plain field of the same column type."""
    kind = {"AutoField": "IntegerField", "BigAutoField": "BigIntegerField"}.get(field.get_internal_type())
    return getattr(models, kind)() if kind else field.clone()


def _line(row: Model, before: dict[str, Any], after: dict[str, Any]) -> tuple:
    changes = {name.removesuffix("_id"): (after[name], before[name]) for name in after}
    return row.pk, str(row), changes


def _told(model: type[Model], after: dict[str, Any]) -> dict[str, Any]:
    """Without what the trail leaves out of a save, too."""
    rules = trailed(model)
    kept = after if rules is None else {field.attname for field in rules.fields}
    return {name: value for name, value in after.items() if name in kept}
