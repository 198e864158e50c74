"""Many rows changed in one UPDATE, each to values of its own. Raw SQL lives on this floor only (H:T17)."""

from collections.abc import Mapping, Sequence

from django.db import connection
from django.db.models import Model

from tenants.services.literals import literal
from tenants.services.rows import Column, column_of


def change_rows(model: type[Model], names: Sequence[str], rows: Mapping[int, Sequence[object]]) -> int:
    """Set `names` of each row by its key: {7: (81, "hot")} for ("lead_score", "temperature"); how many were there.

    Unlike `bulk_update` the statement is as quick as it is long. No signal is sent and no `auto_now` is kept:
    whoever changes a trailed model this way writes the lines of the trail too.
    """
    if not rows:
        return 0
    quoted = connection.ops.quote_name
    columns = [column_of(model, name) for name in names]
    table, key = quoted(model._meta.db_table), quoted(model._meta.pk.column)
    given = ", ".join(f"({', '.join([literal(pk), *_written(columns, row)])})" for pk, row in rows.items())
    told = [f"c{number}" for number, _ in enumerate(columns)]
    kinds = [column.field.db_type(connection) for column in columns]
    sets = ", ".join(
        f"{quoted(column.field.column)} = v.{name}::{kind}"
        for column, name, kind in zip(columns, told, kinds, strict=True)
    )
    values = f"(VALUES {given}) AS v ({', '.join(['k', *told])})"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {sets} FROM {values} WHERE {table}.{key} = v.k")  # noqa: S608  our names
        return cursor.rowcount


def _written(columns: Sequence[Column], row: Sequence[object]) -> list[str]:
    return [column.written(value) for column, value in zip(columns, row, strict=True)]
