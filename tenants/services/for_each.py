"""A row for each of many keys, in one statement. Raw SQL lives on this floor (H:T17)."""

from collections.abc import Collection

from django.db import connection
from django.db.models import Model

from tenants.services.rows import column_of


def put_for_each(model: type[Model], name: str, keys: Collection[int], **same: object) -> None:
    """Write a row of `model` for each of `keys`, which go into the column `name`; the others hold `same` in each.

    Part of the current transaction, without the ORM's signals and defaults: say every column but the primary key.
    """
    quote = connection.ops.quote_name
    given = {column_of(model, one): value for one, value in same.items()}
    columns = [column_of(model, name).field.column, *(one.field.column for one in given)]
    head = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))})"
    held = ", ".join(["key", *("%s" for _ in given)])
    with connection.cursor() as cursor:
        cursor.execute(
            f"{head} SELECT {held} FROM unnest(%s::bigint[]) AS key",  # noqa: S608  our own names, quoted
            [*(one.ready(value) for one, value in given.items()), list(keys)],
        )
