"""What the database itself says of the app role, and of what its log shows (HOUSE 5)."""

from django.db import OperationalError, connections

ATTRIBUTES = {
    "rolsuper": "is a superuser",
    "rolbypassrls": "has BYPASSRLS",
    "rolcreaterole": "has CREATEROLE",
    "rolcreatedb": "has CREATEDB",
    "rolreplication": "has REPLICATION",
    "owns": "owns tables, or may become the role that does",
    "server_files": "may read or write the server's files, or run its programs",
}
# Whoever owns a table, or is a member of its owner, can drop it and give itself every right on it.
_ROLE = """
SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
    pg_has_role(rolname, (SELECT datdba FROM pg_database WHERE datname = current_database()), 'MEMBER')
    OR EXISTS (
        SELECT FROM (
            SELECT DISTINCT relowner FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE relkind IN ('r', 'p') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
        ) AS owners WHERE pg_has_role(rolname, relowner, 'MEMBER')
    ),
    pg_has_role(rolname, 'pg_read_server_files', 'MEMBER')
    OR pg_has_role(rolname, 'pg_write_server_files', 'MEMBER')
    OR pg_has_role(rolname, 'pg_execute_server_program', 'MEMBER')
FROM pg_roles WHERE rolname = current_user
"""
# Setting: the values with which PostgreSQL's log quotes no row.
QUIET = {
    "log_statement": ("none", "ddl"),
    "log_min_error_statement": ("log", "fatal", "panic"),
    "log_error_verbosity": ("terse",),
    "log_min_duration_statement": ("-1",),
}


def excess_of_role() -> list[str]:
    """What the role of DATABASE_URL may do beyond working with rows; nothing when the database is away."""
    rows = _ask(_ROLE)
    return [words for words, true in zip(ATTRIBUTES.values(), rows[0], strict=True) if true] if rows else []


def talkative_settings() -> dict[str, str]:
    """Settings of the server that put rows into its log: {name: value}; empty when the database is away."""
    rows = _ask("SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY(%s)", [list(QUIET)])
    return {name: value for name, value in rows if value not in QUIET[name]}


def _ask(question: str, values: list | None = None) -> list[tuple]:
    wrapper = connections["default"].copy()
    wrapper.settings_dict["OPTIONS"] = {k: v for k, v in wrapper.settings_dict["OPTIONS"].items() if k != "pool"}
    try:
        with wrapper.cursor() as cursor:
            cursor.execute(question, values)
            return cursor.fetchall()
    except OperationalError:
        return []
    finally:
        wrapper.close()
