"""What a schema is made of and what it holds, without its name: two of them can be compared (HOUSE 4)."""

from django.conf import settings
from django.db import connection

# Everything PostgreSQL knows about the shape, one query a kind; each row begins with the name of its table.
_SHAPE = {
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
               a.attgenerated, a.attcollation::regcollation::text, pg_get_expr(d.adbin, d.adrelid),
               col_description(c.oid, a.attnum)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY c.relname, a.attnum""",
    "constraints": """
        SELECT t.relname, k.conname, k.contype, k.condeferrable, k.condeferred, k.convalidated,
               pg_get_constraintdef(k.oid)
        FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
        WHERE k.connamespace = %(schema)s::regnamespace ORDER BY t.relname, k.conname""",
    "indexes": """
        SELECT t.relname, i.relname, x.indisunique, x.indisvalid, pg_get_indexdef(i.oid)
        FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
        WHERE i.relnamespace = %(schema)s::regnamespace ORDER BY t.relname, i.relname""",
    "sequences": """
        SELECT t.relname, s.relname, d.deptype, a.attname, q.seqtypid::regtype::text, q.seqstart, q.seqincrement,
               q.seqmin, q.seqmax, q.seqcycle
        FROM pg_sequence q JOIN pg_class s ON s.oid = q.seqrelid
        LEFT JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('i', 'a') AND d.refclassid = 'pg_class'::regclass
        LEFT JOIN pg_class t ON t.oid = d.refobjid
        LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
        WHERE s.relnamespace = %(schema)s::regnamespace ORDER BY t.relname, s.relname""",
    "triggers": """
        SELECT t.relname, g.tgname, g.tgenabled, pg_get_triggerdef(g.oid)
        FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
        WHERE t.relnamespace = %(schema)s::regnamespace AND NOT g.tgisinternal ORDER BY t.relname, g.tgname""",
    "functions": """
        SELECT p.proname, pg_get_functiondef(p.oid)
        FROM pg_proc p WHERE p.pronamespace = %(schema)s::regnamespace ORDER BY p.proname, p.oid""",
    "rights": """
        SELECT c.relname, r.privilege_type, r.is_grantable
        FROM pg_class c, aclexplode(c.relacl) r
        WHERE c.relnamespace = %(schema)s::regnamespace AND r.grantee = %(role)s::regrole
        ORDER BY c.relname, r.privilege_type""",
}
_FOREIGN = """
    SELECT DISTINCT pg_describe_object(d.classid, d.objid, d.objsubid) || ' -> ' ||
           pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
    FROM pg_depend d
    CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) o
    CROSS JOIN LATERAL pg_identify_object(d.refclassid, d.refobjid, d.refobjsubid) r
    WHERE d.objid > 16384 AND d.refobjid > 16384
      AND %(schema)s IN (split_part(o.identity, '.', 1), o.schema)
      AND coalesce(r.schema, split_part(r.identity, '.', 1)) NOT IN (%(schema)s, 'pg_catalog', 'pg_toast')"""

Shape = dict[str, list[tuple]]


def shape_of(schema: str) -> Shape:
    """Columns, constraints, indexes, sequences, triggers, functions and the app role's rights."""
    return {kind: _ask(question, schema) for kind, question in _SHAPE.items()}


def rows_of(schema: str) -> dict[str, list[str]]:
    """Every row of every table as text, sorted; the moment of a migration left out, as it is no fact."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r'", [schema]
        )
        found = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT (to_jsonb(t) - %s)::text FROM "{schema}"."{table}" t ORDER BY 1', ["applied"])
            found[table] = [text for (text,) in cursor.fetchall()]
    return found


def foreign_ties(schema: str) -> list[str]:
    """What inside the schema depends on an object of another one: there must be nothing (HOUSE 3)."""
    return [tie for (tie,) in _ask(_FOREIGN, schema)]


def schemas_of_clinics() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(r"SELECT nspname FROM pg_namespace WHERE nspname LIKE 'c\_%%'", [])
        return {name for (name,) in cursor.fetchall()} - {"clinic_template"}


def _ask(question: str, schema: str) -> list[tuple]:
    role = settings.DATABASES["default"]["USER"]
    with connection.cursor() as cursor:
        cursor.execute(question, {"schema": schema, "role": role})
        return [tuple(_nameless(value, schema) for value in row) for row in cursor.fetchall()]


def _nameless(value: object, schema: str) -> object:
    return value.replace(schema, "SCHEMA") if isinstance(value, str) else value
