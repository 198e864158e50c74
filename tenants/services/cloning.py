"""A new clinic's schema as a copy of the template: one transaction, no migrations to replay (HOUSE 4).

Reads the catalogue instead of using LIKE ... INCLUDING ALL, which renames indexes and foreign keys: a later
migration that drops one by name would then fail in cloned clinics only.
"""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

_LIKE = "INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING IDENTITY INCLUDING GENERATED INCLUDING COMMENTS"

# Each table with the columns that hold something of their own: generated ones are made anew.
_TABLES = """
    SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relnamespace = %(source)s::regnamespace AND c.relkind = 'r' GROUP BY c.relname ORDER BY c.relname"""
# Views and partitions would be lost; sequences and types would be shared with the template.
_UNKNOWN = """
    SELECT c.relkind::text || ' ' || c.relname FROM pg_class c
    WHERE c.relnamespace = %(source)s::regnamespace AND (
        c.relkind NOT IN ('r', 'i', 'S', 't')
        OR c.relkind = 'S' AND NOT EXISTS (SELECT 1 FROM pg_depend d
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i')
        OR EXISTS (SELECT 1 FROM pg_inherits h WHERE h.inhrelid = c.oid))
    UNION ALL
    SELECT 'type ' || t.typname FROM pg_type t
    WHERE t.typnamespace = %(source)s::regnamespace AND t.typtype IN ('d', 'e', 'r')"""
_CONSTRAINTS = """
    SELECT t.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k
    JOIN pg_class t ON t.oid = k.conrelid
    WHERE k.connamespace = %(source)s::regnamespace AND k.contype = ANY(%(kinds)s) ORDER BY 1, 2"""
_INDEXES = """
    SELECT pg_get_indexdef(x.indexrelid) FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid
    WHERE i.relnamespace = %(source)s::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p','u','x'))
    ORDER BY 1"""
_SEQUENCES = "SELECT sequencename, data_type::text, last_value FROM pg_sequences WHERE schemaname = %(source)s"
_FUNCTIONS = "SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.pronamespace = %(source)s::regnamespace"
_TRIGGERS = """
    SELECT pg_get_triggerdef(g.oid) FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
    WHERE t.relnamespace = %(source)s::regnamespace AND NOT g.tgisinternal"""


class CannotClone(RuntimeError):
    """The template holds something this copy does not know how to make."""


def clone_schema(connection: BaseDatabaseWrapper, *, source: str, target: str) -> None:
    """Create `target` with the tables, rows and rules of `source`. The caller holds the transaction.

    Both names are ours (a template's, or made from a UUID). Raises CannotClone on views, partitions,
    loose sequences and types.
    """
    with connection.cursor() as cursor:
        _refuse_unknown(cursor, source)
        cursor.execute(f'CREATE SCHEMA "{target}"')
        # Definitions come out unqualified where they name the source, and are read back in the target.
        cursor.execute(f'SET LOCAL search_path = "{source}"')
        statements = _statements(cursor, source, target)
        cursor.execute(f'SET LOCAL search_path = "{target}"')
        cursor.execute(";\n".join(statements))
    connection.search_path_set_schemas = None  # SET LOCAL went past django-tenants' memory of the path


def _refuse_unknown(cursor: CursorWrapper, source: str) -> None:
    unknown = _ask(cursor, _UNKNOWN, source)
    if unknown:
        raise CannotClone(f"The template has relations that a clone would lose: {unknown}")


def _statements(cursor: CursorWrapper, source: str, target: str) -> list[str]:
    """Tables, rows, keys, indexes, then what refers across tables: the order PostgreSQL is quickest with."""
    tables = _ask(cursor, _TABLES, source)
    made = [f'CREATE TABLE "{target}"."{t}" (LIKE "{source}"."{t}" {_LIKE})' for t, _ in tables]
    made += [
        f'INSERT INTO "{target}"."{t}" ({held}) OVERRIDING SYSTEM VALUE SELECT {held} FROM "{source}"."{t}"'  # noqa: S608
        for t, held in tables
    ]
    made += _sequences(cursor, source, target)
    made += _constraints(cursor, source, target, kinds=["p", "u", "x"])
    moved = [
        *_ask(cursor, _INDEXES, source),
        *_ask(cursor, _FUNCTIONS, source),
        *_ask(cursor, _TRIGGERS, source),
    ]
    made += [definition.replace(f"{source}.", f'"{target}".') for (definition,) in moved]
    made += _constraints(cursor, source, target, kinds=["f"])
    return made


def _sequences(cursor: CursorWrapper, source: str, target: str) -> list[str]:
    """LIKE makes every identity a bigint sequence that ends where the narrow one ended: say its type again, or a
    later migration that widens the column would leave the clone's ids at their old end."""
    found = _ask(cursor, _SEQUENCES, source)
    typed = [f'ALTER SEQUENCE "{target}"."{name}" AS {kind}' for name, kind, _ in found if kind != "bigint"]
    return typed + [
        f'SELECT setval(\'"{target}"."{name}"\', {last})' for name, _, last in found if last is not None
    ]


def _constraints(cursor: CursorWrapper, source: str, target: str, *, kinds: list[str]) -> list[str]:
    cursor.execute(_CONSTRAINTS, {"source": source, "kinds": kinds})
    return [
        f'ALTER TABLE "{target}"."{table}" ADD CONSTRAINT "{name}" {definition.replace(f"{source}.", "")}'
        for table, name, definition in cursor.fetchall()
    ]


def _ask(cursor: CursorWrapper, question: str, source: str) -> list[tuple]:
    cursor.execute(question, {"source": source})
    return cursor.fetchall()
