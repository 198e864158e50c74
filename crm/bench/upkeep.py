"""What the product does to all leads of a clinic by itself: they cool, and are scored by a new profile."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg
from psycopg import sql

NAIVE = "UPDATE leads_lead SET lead_score = greatest(lead_score - 1, 0), updated_at = now()"
DUE = (
    "UPDATE leads_heat SET temperature = 'hot', warmed_at = now() - interval '20 days',"
    " cools_at = now() - interval '17 days', pinned_at = NULL"
)
ONE_NIGHT = f"{DUE} WHERE lead_id IN (SELECT lead_id FROM leads_heat ORDER BY lead_id LIMIT 571)"
MOST_SCORED = 50_000  # of more leads so many are scored, and the seconds are those of so many


@dataclass(frozen=True)
class Timed:
    """`limit` in seconds for a million leads (PERFORMANCE 4), None where there is none."""

    name: str
    rows: int
    seconds: float
    limit: float | None = None

    @property
    def rate(self) -> float:
        return self.rows / self.seconds if self.seconds else 0.0


def measure_upkeep(admin: psycopg.Connection, schema: str) -> list[Timed]:
    """Each once, in the filled clinic; what comes first finds tables that were just looked at."""
    admin.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema)))
    naive = time_of("naive: each wide row", lambda: admin.execute(NAIVE).rowcount)
    admin.execute("VACUUM ANALYZE leads_lead")
    _make_due(admin, DUE)
    timed = [naive, *_cooled(schema, "decay, all are due", 2.0), *_cooled(schema, "decay again", 0.5)]
    _make_due(admin, ONE_NIGHT)
    timed += [*_cooled(schema, "decay of a night", 0.5), *_rescored(schema)]
    admin.execute("RESET search_path")
    return timed


def upkeep_faults(timed: list[Timed]) -> list[str]:
    """A second run that changes rows, or a first that changes none, means nothing."""
    rows = {one.name: one.rows for one in timed}
    wrong = [] if rows["decay again"] == 0 else ["decay: a second run changed rows"]
    return wrong + ([] if rows["decay, all are due"] else ["decay: the first run changed nothing"])


def upkeep_table(timed: list[Timed], leads: int) -> str:
    lines = [f"{'':24}{'rows':>10}{'seconds':>10}{'rows/s':>12}{'limit s':>9}"]
    for one in timed:
        limit = "" if one.limit is None else f"{one.limit:.1f}"
        lines.append(f"{one.name:24}{one.rows:>10,}{one.seconds:>10.2f}{one.rate:>12,.0f}{limit:>9}")
    return "\n".join([*lines, f"Limits are for 1,000,000 leads; there are {leads:,}."])


def _make_due(admin: psycopg.Connection, statement: str) -> None:
    admin.execute(statement)
    admin.execute("VACUUM ANALYZE leads_heat")
    admin.execute("CHECKPOINT")


def _cooled(schema: str, name: str, limit: float) -> list[Timed]:
    from leads.services.heat import cool_leads
    from tenants.context import clinic_context
    from tenants.models import Clinic

    with clinic_context(Clinic.objects.get(schema_name=schema)):
        return [time_of(name, lambda: cool_leads(now=datetime.now(UTC)), limit)]


def _rescored(schema: str) -> list[Timed]:
    """By another preset, so that every score changes, and again, so that none does."""
    from leads.models import Lead
    from leads.services.scoring import PRESETS, rescore
    from leads.services.scoring.recalculating import CHUNK
    from tenants.context import clinic_context
    from tenants.models import Clinic

    profile = PRESETS["source_quality"].profile(version=2)
    with clinic_context(Clinic.objects.get(schema_name=schema)):
        pks = list(Lead.objects.order_by("pk").values_list("pk", flat=True)[:MOST_SCORED])
        chunks = [pks[start : start + CHUNK] for start in range(0, len(pks), CHUNK)]

        def all_of_them() -> int:
            return sum(rescore(chunk, now=datetime.now(UTC), profile=profile, quietly=True) for chunk in chunks)

        return [time_of("rescoring", all_of_them), time_of("rescoring again", all_of_them)]


def time_of(name: str, work: Callable[[], int], limit: float | None = None) -> Timed:
    begun = time.perf_counter()
    rows = work()
    return Timed(name, rows, time.perf_counter() - begun, limit)
