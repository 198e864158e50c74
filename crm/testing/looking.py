"""Whether somebody who only looks leaves a trace: all rows of all tables, before and after (H:N12)."""

from django.db import connection

WRITTEN = """
    SELECT schemaname, relname, n_tup_ins + n_tup_upd + n_tup_del
    FROM pg_stat_xact_all_tables WHERE schemaname = ANY(%s)
"""


def everything_in(*schemas: str) -> dict[str, tuple[int, int, str]]:
    """{table: (rows written by this transaction, rows, hash of all rows)}.

    The first number tells of what was written and taken back, and of rows that were replaced by equal ones; the
    others of what was written by somebody else's connection and committed.
    """
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [list(schemas)])
        found = {f"{schema}.{table}": (written,) for schema, table, written in cursor.fetchall()}
        assert found, f"no tables in {schemas}"
        for name in found:
            schema, table = name.split(".")
            cursor.execute(
                f"SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))"
                f' FROM "{schema}"."{table}" t'
            )
            found[name] += cursor.fetchone()
    return found


def changed(before: dict[str, tuple], after: dict[str, tuple]) -> list[str]:
    """The names of the tables that are not as they were."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
