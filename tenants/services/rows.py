"""Rows written without the ORM's ceremony, for the hot path of the intake. Raw SQL lives on this floor (H:T17)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import Field, Model
from django.db.models.fields import NOT_PROVIDED
from django.utils import timezone

from tenants.services.literals import literal
from tenants.services.together import say

# A value of exactly this type needs no preparing by a field of this class: most of a row's time would go there.
_AS_IT_IS = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.BigAutoField: int,
    models.BigIntegerField: int,
    models.IntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.SmallIntegerField: int,
    models.DateTimeField: datetime,  # aware, as everywhere in this house
    models.UUIDField: UUID,
    models.BinaryField: bytes,
}


@dataclass(frozen=True)
class Column:
    """One field of a model, and how its value is made ready for the database."""

    field: Field
    plain: type | None

    def ready(self, value: object) -> object:
        if value is None or type(value) is self.plain:
            return value
        if isinstance(value, Model):
            return value.pk
        if isinstance(value, Enum):
            return self.ready(value.value)
        if type(self.field) is models.JSONField:
            return json.dumps(value, cls=self.field.encoder)
        return self.field.get_db_prep_save(value, connection)

    def written(self, value: object) -> str:
        """As SQL."""
        if type(value) is self.plain:
            return literal(value)
        return "NULL" if value is None else literal(self.ready(value))

    def unsaid(self) -> object:
        if _is_set_by_itself(self.field):
            return timezone.now()
        return self.ready(self.field.get_default())


@dataclass(frozen=True)
class _Plan:
    """The statement for one model, and what stands in each of its columns."""

    columns: tuple[Column, ...]
    positions: Mapping[str, int]  # of each name that a caller may say
    head: str  # INSERT INTO ... VALUES
    tail: str  # RETURNING ...
    constant: tuple[str, ...]  # what an unsaid column holds, as SQL; empty for those that are
    drawn: tuple[int, ...]  # the positions of those that are made anew for each row


def insert(model: type[Model], **values: object) -> Any:
    """Write one row into the current schema, as part of the current transaction; its primary key.

    Like `model.objects.create(**values)`: defaults, auto_now and the fields' own forms count, and the database's
    constraints refuse with the same errors. But no signal is sent: **whoever writes a trailed model this way writes
    the line of the trail too** (tenants.audit). Foreign keys by object or by `_id`. TypeError for an unknown name.
    """
    plan, statement = _prepared(model, [values], ignore_conflicts=False)
    with connection.cursor() as cursor:
        cursor.execute(statement + plan.tail)
        return cursor.fetchone()[0]


def put(model: type[Model], *rows: Mapping[str, object], ignore_conflicts: bool = False) -> None:
    """The same for several rows in one statement, where nobody needs the keys: inside `together` they wait and
    leave with the next one. With `ignore_conflicts` those only that are not there yet: a repeat adds none."""
    if rows:
        _, statement = _prepared(model, rows, ignore_conflicts)
        say(statement)


def _prepared(
    model: type[Model], rows: Sequence[Mapping[str, object]], ignore_conflicts: bool
) -> tuple[_Plan, str]:
    key = model._meta.pk.attname
    plan = _plan(model, any("pk" in row or key in row for row in rows))
    written = ", ".join(f"({', '.join(_values(plan, row))})" for row in rows)
    return plan, plan.head + written + (" ON CONFLICT DO NOTHING" if ignore_conflicts else "")


def _values(plan: _Plan, row: Mapping[str, object]) -> list[str]:
    """In the order of the columns, each as its field wants it in the database."""
    columns, written = plan.columns, list(plan.constant)
    for name, value in row.items():
        place = plan.positions.get(name)
        if place is None:
            raise TypeError(f"There is no column for {name}.")
        written[place] = columns[place].written(value)
    for place in plan.drawn:
        if not written[place]:
            written[place] = literal(columns[place].unsaid())
    return written


@lru_cache(maxsize=2000)
def column_of(model: type[Model], name: str) -> Column:
    """A column by its field's name, by its attribute, or by `pk`. FieldDoesNotExist for an unknown one."""
    return _column(model._meta.pk if name == "pk" else model._meta.get_field(name))


def _column(field: Field) -> Column:
    return Column(field, _AS_IT_IS.get(type(field.target_field if field.remote_field else field)))


@lru_cache(maxsize=200)
def _plan(model: type[Model], with_key: bool) -> _Plan:
    key = model._meta.pk
    counted = key.db_returning and not with_key  # the database gives the key
    fields = [field for field in model._meta.concrete_fields if not (field is key and counted)]
    if any(_is_the_orms(field) for field in fields):
        raise TypeError(f"{model.__name__} has columns that the ORM or the database fills in: save it.")
    columns = tuple(_column(field) for field in fields)
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(field.column) for field in fields)
    drawn = tuple(place for place, field in enumerate(fields) if _is_drawn(field))
    return _Plan(
        columns=columns,
        positions=_positions(fields, key),
        head=f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES ",  # noqa: S608  our own names, quoted
        tail=f" RETURNING {quoted(key.column)}",
        constant=tuple("" if place in drawn else literal(column.unsaid()) for place, column in enumerate(columns)),
        drawn=drawn,
    )


def _positions(fields: list[Field], key: Field) -> dict[str, int]:
    said = {name: place for place, field in enumerate(fields) for name in (field.name, field.attname)}
    return said | ({"pk": said[key.attname]} if key in fields else {})


def _is_drawn(field: Field) -> bool:
    """Whether each row gets a value of its own: a time, a number drawn, a new dict."""
    return _is_set_by_itself(field) or (field.has_default() and callable(field.default))


def _is_the_orms(field: Field) -> bool:
    """Filled in by the database, or by the ORM in a way that is not known here (dates and files)."""
    if field.generated or field.db_default is not NOT_PROVIDED or isinstance(field, models.FileField):
        return True
    return not isinstance(field, models.DateTimeField) and getattr(field, "auto_now_add", False)


def _is_set_by_itself(field: Field) -> bool:
    return isinstance(field, models.DateTimeField) and (field.auto_now or field.auto_now_add)
