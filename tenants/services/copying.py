"""Rows by COPY, the quickest way in. Raw SQL lives on this floor (H:T17)."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django.db import DataError, connection
from django.db.models import Field, Model

from tenants.services.rows import column_of

_SIGNS = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
AT_ONCE = 250  # rows in one piece of the message: PostgreSQL stores one while the next is written


class Written(str):
    """A value that `written` made before: what many rows share is written once."""


def copy_in(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write rows of these fields into the current schema, as part of the current transaction; how many.

    As `tenants.services.rows.put`: fields that are not named hold their defaults (one moment for all that are set
    by themselves), constraints refuse, no signal is sent, and whoever writes a trailed model this way writes the
    trail too. Values are texts, numbers, moments, lists and dicts for JSON, or `Written`; a text may stand for any
    column that PostgreSQL reads it for. All or none: a row that is refused raises, and there is no ON CONFLICT.
    """
    fields, rest = _fields(model, tuple(names))
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(field.column) for field in fields)
    tail = "".join(f"\t{written(column_of(model, name).unsaid())}" for name in rest)
    sql = f"COPY {quoted(model._meta.db_table)} ({columns}) FROM STDIN"
    number = 0
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(sql) as copy:
        for lines in _pieces(rows, tail):
            copy.write(_encoded("".join(lines)))
            number += len(lines)
    return number


def written(value: object) -> str:
    """One value as COPY reads it."""
    return _WRITE.get(type(value), _other)(value)


def _pieces(rows: Iterable[Sequence[object]], tail: str) -> Iterable[list[str]]:
    lines, end, write = [], f"{tail}\n", _WRITE
    for row in rows:
        lines.append("\t".join([write.get(type(value), _other)(value) for value in row]) + end)
        if len(lines) == AT_ONCE:
            yield lines
            lines = []
    if lines:
        yield lines


@lru_cache(maxsize=200)
def _fields(model: type[Model], names: tuple[str, ...]) -> tuple[list[Field], list[str]]:
    """Those of the message, and the names of those that nobody said."""
    said = [column_of(model, name).field for name in names]
    counted = model._meta.pk if model._meta.pk.db_returning else None
    rest = [field for field in model._meta.concrete_fields if field not in said and field is not counted]
    return [*said, *rest], [field.name for field in rest]


def _text(value: str) -> str:
    return value if value.isprintable() and "\\" not in value else value.translate(_SIGNS)


def _json(value: object) -> str:
    return _text(_ENCODE(value))


def _other(value: object) -> str:
    """A subclass of a plain type: a choice, a lazy text, a date of a library."""
    return _text(str(value))


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as wrong:
        raise DataError("A text holds half a character.") from wrong


_WRITE: dict[type, Callable[..., str]] = {
    str: _text,
    Written: str.__str__,
    int: str,
    bool: lambda value: "t" if value else "f",
    type(None): lambda value: "\\N",
    float: repr,
    Decimal: str,
    datetime: str,
    date: str,
    UUID: str,
    list: _json,
    dict: _json,
    tuple: _json,
}
