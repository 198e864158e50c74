"""Values written into SQL, for messages of many statements: PostgreSQL takes parameters with a single one only."""

from collections.abc import Iterable

from django.db import connection
from psycopg.adapt import Transformer


def literals(values: Iterable[object]) -> list[str]:
    """SQL for each value as psycopg quotes it for this connection. Raises DataError for what no column holds."""
    connection.ensure_connection()
    raw = connection.connection
    quote, encoding = Transformer.from_context(raw).as_literal, raw.info.encoding
    with connection.wrap_database_errors:
        return [quote(value).decode(encoding) for value in values]
