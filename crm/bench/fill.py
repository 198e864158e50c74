"""A clinic with a million leads, made of one that really arrived: each of its rows is multiplied by the database.

So the rows are as wide and as linked as real ones, whatever columns the tables have.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import psycopg
from psycopg import sql


@dataclass(frozen=True)
class Table:
    """`where` finds the rows of the pattern; `other` says what differs, in SQL of row `r` and number `n`."""

    name: str
    where: str
    other: dict[str, str] = field(default_factory=dict)
    counted: bool = False  # its ids are the pattern's plus n: others point to them


FIRST = "(ARRAY['Mario','Anna','Luca','Elif','Arben','Jonas','Sofia','Besa'])[1 + n %% 8]"
LAST = "(ARRAY['Rossi','Weber','Yilmaz','Hoxha','Bianchi','Keller','Demir'])[1 + n %% 7] || n"
PHONE, MAIL = "'39320' || lpad(n::text, 7, '0')", "'filled.' || n || '@example.com'"
# As leads.services.finding.words makes them.
WORDS = (
    f"array_to_tsvector(ARRAY[lower({FIRST}), lower({LAST}), {MAIL}, 'filled', n::text, 'example', 'com']"
    f" || ARRAY(SELECT right({PHONE}, k) FROM generate_series(4, 12) k))"
)
AGO = "r.{0} - n * interval '31 seconds'"
LEAD = "leads_lead"
TABLES = [
    Table(
        LEAD,
        "id = %(lead)s",
        {
            "first_name": FIRST,
            "last_name": LAST,
            "country": "(ARRAY['IT','DE','TR','AL','CH','AT'])[1 + n %% 6]",
            "lead_score": "n * 37 %% 101",
            "stage_id": "(SELECT (array_agg(id ORDER BY id))[1 + n %% count(*)] FROM leads_stage)",
            "created_at": AGO.format("created_at"),
            "updated_at": AGO.format("updated_at"),
            "last_arrival_at": AGO.format("last_arrival_at"),
            "answer_due_at": "CASE WHEN n %% 50 = 0 THEN " + AGO.format("answer_due_at") + " END",
            "next_follow_up": AGO.format("next_follow_up"),
            "stage_since": AGO.format("stage_since"),
        },
        counted=True,
    ),
    Table(
        "leads_identity",
        "lead_id = %(lead)s",
        {
            "lead_id": "r.lead_id + n",
            "value": f"CASE r.kind WHEN 'phone' THEN '+' || {PHONE} ELSE {MAIL} END",
        },
    ),
    Table("leads_leadwords", "lead_id = %(lead)s", {"lead_id": "r.lead_id + n", "words": WORDS}),
    Table(
        "leads_stagechange",
        "lead_id = %(lead)s",
        {
            "lead_id": "r.lead_id + n",
            "to_stage_id": "(SELECT (array_agg(id ORDER BY id))[1 + n %% count(*)] FROM leads_stage)",
            "to_semantic": "(SELECT (array_agg(semantic ORDER BY id))[1 + n %% count(*)] FROM leads_stage)",
            "at": AGO.format("at"),
        },
    ),
    Table(
        "leads_heat",
        "lead_id = %(lead)s",
        {
            "lead_id": "r.lead_id + n",
            "temperature": "(ARRAY['cold','warm','hot'])[1 + n %% 3]",
            "warmed_at": AGO.format("warmed_at"),
            "cools_at": "CASE n %% 3 WHEN 0 THEN NULL ELSE "
            + AGO.format("warmed_at")
            + " + (ARRAY[7, 3])[n %% 3] * interval '1 day' END",
        },
    ),
    Table(
        "leads_responsecycle",
        "lead_id = %(lead)s",
        {  # one of fifty still waits
            "lead_id": "r.lead_id + n",
            "began_at": AGO.format("began_at"),
            "due_at": AGO.format("due_at"),
            "ended_at": "CASE WHEN n %% 50 > 0 THEN " + AGO.format("began_at") + " END",
            "escalates_at": "NULL",
        },
    ),
    Table("leads_enquiry", "lead_id = %(lead)s", {"lead_id": "r.lead_id + n", "began_at": AGO.format("began_at")}),
    Table(
        "leads_leadpayload",
        "lead_id = %(lead)s",
        {
            "lead_id": "r.lead_id + n",
            "submission": "1000000000000000 + n",
            "body": "r.body || convert_to(' ' || n, 'UTF8')",
            "received_at": AGO.format("received_at"),
        },
        counted=True,
    ),
    Table(
        "attribution_touchpoint",
        "lead_id = %(lead)s",
        {"lead_id": "r.lead_id + n", "payload_id": "r.payload_id + n", "at": AGO.format("at")},
    ),
    Table(
        "outbox_job",
        "kind = 'leads.announce' AND key = 'leads.announce:' || %(lead)s::text",
        {
            "id": "gen_random_uuid()",
            "key": "r.kind || ':' || (%(lead)s + n)",
            "state": "'done'",
            "finished_at": AGO.format("due_at"),
            "due_at": AGO.format("due_at"),
        },
    ),
    Table(
        "auditlog_logentry",
        "object_id = %(lead)s AND action = 0",
        {
            "object_id": "r.object_id + n",
            "object_pk": "(r.object_id + n)::text",
            "timestamp": AGO.format("timestamp"),
        },
    ),
]


def fill(admin: psycopg.Connection, schema: str, *, pattern: int, leads: int) -> None:
    """Add `leads` like the one with the id `pattern`, and look at the tables as autovacuum would."""
    multiply(admin, schema, TABLES, pattern=pattern, leads=leads)
    admin.execute("VACUUM ANALYZE")
    admin.execute("CHECKPOINT")


def multiply(admin: psycopg.Connection, schema: str, tables: Iterable[Table], *, pattern: int, leads: int) -> None:
    """Only the rows."""
    admin.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema)))
    for table in tables:
        admin.execute(_copies(admin, table), {"lead": pattern, "leads": leads})
        if table.counted:
            admin.execute(
                sql.SQL("SELECT setval(pg_get_serial_sequence({0}, 'id'), (SELECT max(id) FROM {1}))").format(
                    sql.Literal(table.name), sql.Identifier(table.name)
                )
            )
    admin.execute("RESET search_path")


def _copies(admin: psycopg.Connection, table: Table) -> sql.Composed:
    """INSERT .. SELECT of all columns but an id that the database draws."""
    found = admin.execute(
        "SELECT column_name, is_identity FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position",
        [table.name],
    ).fetchall()
    other = table.other | ({"id": "r.id + n"} if table.counted else {})
    columns = [name for name, identity in found if identity == "NO" or name in other]
    chosen = [sql.SQL(other[name]) if name in other else sql.Identifier("r", name) for name in columns]
    return sql.SQL("INSERT INTO {0} ({1}) SELECT {2} FROM {0} r, generate_series(1, %(leads)s) n WHERE {3}").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(chosen),
        sql.SQL(table.where),
    )
