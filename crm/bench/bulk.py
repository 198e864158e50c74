"""What is done to many leads at once: moved to another stage and back, beside one bare UPDATE of the same rows."""

from datetime import UTC, datetime

import psycopg
from psycopg import sql

from crm.bench.upkeep import Timed, time_of

SIZES = (5_000, 50_000)
LIMIT = 30.0  # seconds for the first of them (F:W6)
BARE = "UPDATE leads_lead SET stage_id = %s, stage_since = now(), updated_at = now() WHERE id = ANY(%s)"


def measure_bulk(admin: psycopg.Connection, schema: str) -> list[Timed]:
    """Through the registry's action by pieces, as a worker does it; then taken back; then the bare statement."""
    timed = []
    for size in SIZES:
        timed += _moved(schema, size)
        timed.append(_bare(admin, schema, size))
    return timed


def bulk_faults(timed: list[Timed]) -> list[str]:
    """A move that changed fewer than were chosen, of as many as there are, means nothing."""
    return [f"{one.name}: nothing was changed" for one in timed if not one.rows]


def _moved(schema: str, size: int) -> list[Timed]:
    from leads.actions import Chosen, all_actions
    from leads.models import Lead, Stage
    from leads.services.bulk.beginning import begin
    from tenants.context import clinic_context
    from tenants.models import Clinic
    from tenants.runs.services.working import finish
    from tenants.undo.services.by_pieces import take_back
    from tenants.undo.services.undoing import Undone

    now = datetime.now(UTC)
    with clinic_context(Clinic.objects.get(schema_name=schema)):
        by = admin_of_bench()
        ids = list(Lead.objects.current().order_by("pk").values_list("pk", flat=True)[:size])
        to = Stage.objects.get(semantic="contacted").pk
        moved = {}

        def move() -> int:
            run = begin(all_actions()["move"], ids, Chosen(str(to)), by=by, now=now)
            moved["run"] = finish(run.pk)
            return moved["run"].result.get("changed", 0)

        def back() -> int:
            done = take_back(moved["run"].result["operation"], by=by, now=now)
            few = isinstance(done, Undone)  # is taken back at once
            return done.outcome.undone if few else finish(done.pk).result["undone"]

        limit = LIMIT if size == SIZES[0] else None
        return [time_of(f"{size:,} moved", move, limit), time_of(f"{size:,} moved back", back)]


def admin_of_bench() -> "object":
    from django.contrib.auth.models import Group

    from tenants.staff import roles
    from tenants.staff.models import User

    by, is_new = User.objects.get_or_create(email="bench@example.com")
    if is_new:
        by.groups.set([Group.objects.get(name=roles.ADMIN)])
    return by


def _bare(admin: psycopg.Connection, schema: str, size: int) -> Timed:
    admin.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema)))
    rows = admin.execute("SELECT id FROM leads_lead ORDER BY id LIMIT %s", [size]).fetchall()
    [(stage,)] = admin.execute("SELECT id FROM leads_stage ORDER BY id DESC LIMIT 1").fetchall()
    ids = [pk for (pk,) in rows]
    timed = time_of(f"{size:,} in one bare UPDATE", lambda: admin.execute(BARE, [stage, ids]).rowcount)
    admin.execute("VACUUM ANALYZE leads_lead")
    admin.execute("RESET search_path")
    return timed


def bulk_table(timed: list[Timed]) -> str:
    lines = [f"{'':28}{'rows':>10}{'seconds':>10}{'rows/s':>12}{'of bare':>9}{'limit s':>9}"]
    bare = {one.name.split()[0]: one.rate for one in timed if one.name.endswith("UPDATE")}
    for one in timed:
        share = f"{one.rate / bare[one.name.split()[0]]:.1%}"
        limit = "" if one.limit is None else f"{one.limit:.0f}"
        lines.append(f"{one.name:28}{one.rows:>10,}{one.seconds:>10.2f}{one.rate:>12,.0f}{share:>9}{limit:>9}")
    return "\n".join(lines)
