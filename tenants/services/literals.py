"""Values written into SQL, for messages of many statements: PostgreSQL takes parameters with a single one only."""

from django.db import connection
from psycopg import sql


def literal(value: object) -> str:
    """SQL for a value as psycopg quotes it for this connection. Raises DataError for what no column holds."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return sql.Literal(value).as_string(connection.connection)
