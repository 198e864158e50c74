"""A file of many leads as the product writes it, beside PostgreSQL's own COPY of the same columns. Imports late."""

from collections.abc import Sequence

import psycopg
from psycopg import sql

from crm.bench.upkeep import Timed, time_of

MOST = 100_000  # leads in the file
COPIED = "COPY, the same columns"
COPY = """
    COPY (
        SELECT l.id, l.first_name, l.last_name,
            (SELECT value FROM leads_identity i WHERE i.lead_id = l.id AND kind = 'phone' ORDER BY i.id LIMIT 1),
            (SELECT value FROM leads_identity i WHERE i.lead_id = l.id AND kind = 'email' ORDER BY i.id LIMIT 1),
            l.country, l.language, l.interest, t.name, l.source, l.sub_source, s.name, u.full_name, l.lead_score,
            h.temperature,
            (SELECT string_agg(g.name, ', ') FROM leads_leadtag x JOIN leads_tag g ON g.id = x.tag_id
             WHERE x.lead_id = l.id),
            l.do_not_contact,
            (SELECT string_agg(c.purpose || c.is_given, ', ') FROM leads_consent c WHERE c.lead_id = l.id),
            l.next_follow_up, l.last_contact_date, l.created_at
        FROM leads_lead l JOIN leads_stage s ON s.id = l.stage_id
        LEFT JOIN leads_treatment t ON t.id = l.treatment_id
        LEFT JOIN staff_user u ON u.id = l.assigned_to_id LEFT JOIN leads_heat h ON h.lead_id = l.id
        WHERE l.archived_at IS NULL ORDER BY l.id LIMIT {most}
    ) TO STDOUT (FORMAT csv)
"""


def measure_export(admin: psycopg.Connection, schema: str) -> list[Timed]:
    """COPY first, so that both find the rows in memory; then each kind of file with the usual columns."""
    from crm.lib.sheets import KINDS

    admin.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema)))
    _copied(admin)
    timed = [time_of(COPIED, lambda: _copied(admin))]
    admin.execute("RESET search_path")
    return timed + [time_of(kind, lambda kind=kind: _exported(schema, kind)) for kind in KINDS]


def export_faults(timed: Sequence[Timed]) -> list[str]:
    """Two that wrote different numbers of rows cannot be compared."""
    return [] if len({one.rows for one in timed}) == 1 else ["export: not the same rows in each file"]


def export_table(timed: Sequence[Timed]) -> str:
    base = next(one for one in timed if one.name == COPIED)
    lines = [f"{'':24}{'rows':>10}{'seconds':>10}{'rows/s':>12}{'of COPY':>9}"]
    for one in timed:
        share = one.rate / base.rate if base.rate else 0
        lines.append(f"{one.name:24}{one.rows:>10,}{one.seconds:>10.2f}{one.rate:>12,.0f}{share:>9.0%}")
    return "\n".join(lines)


def _copied(admin: psycopg.Connection) -> int:
    with admin.cursor().copy(sql.SQL(COPY).format(most=sql.Literal(MOST))) as copy:
        return sum(bytes(block).count(b"\n") for block in copy)


def _exported(schema: str, kind: str) -> int:
    """As a worker does it, part by part; the bytes are counted and not kept."""
    from crm.lib.sheets import KINDS
    from leads.models import Lead
    from leads.services.exporting.columns import all_columns
    from leads.services.exporting.reading import read_part
    from tenants.context import clinic_context
    from tenants.models import Clinic

    with clinic_context(Clinic.objects.get(schema_name=schema)):
        columns = [one for one in all_columns() if one.usual or one.always]
        writer, rows, after, is_last = KINDS[kind].writer(None), 0, 0, False
        writer.begin([one.key for one in columns])
        while not is_last and rows < MOST:
            part = read_part(Lead.objects.current(), columns, after=after)
            writer.rows(part.rows)
            rows, after, is_last = rows + len(part.rows), part.last, part.is_last
        writer.end()
        return rows
