"""A few columns of a few rows without the ORM's ceremony: the other half of `rows`, for the intake's hot path."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from django.db import connection
from django.db.models import Model

from tenants.services.literals import literals
from tenants.services.rows import column_of
from tenants.services.together import say


def find(
    model: type[Model], names: Sequence[str], any_of: Sequence[Mapping[str, object]] = ({},)
) -> list[tuple[object, ...]]:
    """These columns of the rows of the current schema that equal one of `any_of`, in no order; of all without.

    Each of `any_of` names the same columns: find(Identity, ["lead_id"], [{"kind": "phone", "value": number}]). No
    value may be None, for nothing equals it in SQL. Texts, numbers, times and UUIDs come back as Django gives them;
    for JSON, which comes as text, and everything else use the ORM.
    """
    if not any_of:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_asked(model, names, any_of))
        return cursor.fetchall()


def find_among(
    model: type[Model], names: Sequence[str], among: str, values: Iterable[str], **equal: object
) -> list[tuple[object, ...]]:
    """The same for rows whose text `among` is any of `values`, thousands say, and which equal what is named."""
    wanted = list(values)
    if not wanted:
        return []
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(column_of(model, name).field.column) for name in names)
    conditions = [f"{quoted(column_of(model, among).field.column)} = ANY(%s)"]
    conditions += [f"{quoted(column_of(model, name).field.column)} = %s" for name in equal]
    where, table = " AND ".join(conditions), quoted(model._meta.db_table)
    given = [column_of(model, name).ready(value) for name, value in equal.items()]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table} WHERE {where}", [wanted, *given])  # noqa: S608  our own names
        return cursor.fetchall()


class FindAhead:
    """The same, asked with whatever is asked next inside `together`; `found` waits for it where nothing was."""

    def __init__(self, model: type[Model], names: Sequence[str], any_of: Sequence[Mapping[str, object]]):
        self._question = _asked(model, names, any_of) if any_of else ""
        self._rows: list[tuple] | None = None if any_of else []
        self._ask()

    @property
    def found(self) -> list[tuple[object, ...]]:
        if self._rows is None:
            connection.say_now()
        if self._rows is None:  # the question went with a savepoint
            self._ask()
            connection.say_now()
        return self._rows

    def _ask(self) -> None:
        if self._rows is None:
            say(self._question, heard=self._hear)

    def _hear(self, rows: list[tuple]) -> None:
        self._rows = rows


def _asked(model: type[Model], names: Sequence[str], any_of: Sequence[Mapping[str, object]]) -> str:
    asked = tuple(any_of[0])
    given = literals(column_of(model, name).ready(one[name]) for one in any_of for name in asked)
    return _question(model, tuple(names), asked, len(any_of)) % tuple(given)


@lru_cache(maxsize=500)
def _question(model: type[Model], names: tuple[str, ...], asked: tuple[str, ...], times: int) -> str:
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(column_of(model, name).field.column) for name in names)
    one = " AND ".join(f"{quoted(column_of(model, name).field.column)} = %s" for name in asked) or "TRUE"
    table = quoted(model._meta.db_table)
    return f"SELECT {columns} FROM {table} WHERE " + " OR ".join([f"({one})"] * times)  # noqa: S608  our own names
