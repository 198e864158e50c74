"""Values written into SQL, for messages of many statements: PostgreSQL takes parameters with a single one only."""

from collections.abc import Callable, Iterable
from datetime import datetime
from ipaddress import IPv4Address
from uuid import UUID

from django.db import DataError, connection
from psycopg.adapt import Transformer


def literals(values: Iterable[object]) -> list[str]:
    """SQL for each value as psycopg quotes it for this connection. Raises DataError for what no column holds."""
    return [literal(value) for value in values]


def literal(value: object) -> str:
    """As `literals`, of one."""
    write = PLAIN.get(type(value))
    return (write and write(value)) or _quoted(value)


def _quoted(value: object) -> str:
    connection.ensure_connection()
    raw = connection.connection
    try:
        with connection.wrap_database_errors:
            return Transformer.from_context(raw).as_literal(value).decode(raw.info.encoding)
    except UnicodeEncodeError as wrong:
        raise DataError("A text holds half a character.") from wrong


def _text(value: str) -> str | None:
    """A text in which no sign could end or change it, whatever the session makes of backslashes. What is not
    printable holds the signs that no text may (NUL, half a character)."""
    return f"'{value}'" if value.isprintable() and "'" not in value and "\\" not in value else None


def _number(value: int) -> str:
    return str(value) if value >= 0 else f" {value}"  # two signs in a row would begin a comment


def _numbers(values: list) -> str | None:
    if not values or any(type(one) is not int for one in values):
        return None
    return f"'{{{','.join(map(str, values))}}}'::int8[]"


def _time(value: datetime) -> str | None:
    return None if value.tzinfo is None else f"'{value}'::timestamptz"


# What needs no quoting by a library, most of a row: None for a value that does after all.
PLAIN: dict[type, Callable[..., str | None]] = {
    str: _text,
    int: _number,
    bool: lambda value: "true" if value else "false",
    type(None): lambda value: "NULL",
    bytes: lambda value: f"decode('{value.hex()}', 'hex')",
    list: _numbers,
    datetime: _time,
    UUID: lambda value: f"'{value}'::uuid",
    IPv4Address: lambda value: f"'{value}'::inet",
}
