"""The report of campaigns over three touches a lead: counting all days anew, then the page as people open it.

Imports Django late.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import psycopg
from psycopg import sql

from crm.bench.finding import PLAIN, browser_of
from crm.bench.product import BenchClinic
from crm.bench.sequences import inside
from crm.bench.upkeep import Timed, time_of

REPORT, LIST = "/admin/campaigns/report/", "/admin/leads/lead/"
MOST_MS = 100.0
ROUNDS = 9
COUNTED = "days counted anew"
# Eight channels, 25 campaigns in each. One lead of twenty accepted, every ninth of these in pounds; one of twenty
# is one colleague's. Shares are those of three touches at even distances.
STEPS = (
    (
        "INSERT INTO attribution_campaign (level, name, found_by, network, external_id, is_archived, is_merged)"
        " SELECT 'channel', 'Bench ' || n, 'bench' || n, '', '', false, false FROM generate_series(1, 8) n"
    ),
    (
        "INSERT INTO attribution_campaign"
        " (parent_id, level, name, found_under_id, found_by, network, external_id, is_archived, is_merged)"
        " SELECT id, 'campaign', name || ', ' || n, id, 'campaign' || n, '', '', false, false"
        " FROM attribution_campaign, generate_series(1, 25) n WHERE found_by LIKE 'bench%'"
    ),
    (
        "CREATE TEMP TABLE places AS SELECT array_agg(id ORDER BY id) AS ids FROM attribution_campaign"
        " WHERE found_by LIKE 'campaign%'"
    ),
    (
        "CREATE TEMP TABLE asked AS SELECT id, lead_id, began_at, row_number() OVER (ORDER BY id) AS n"
        " FROM leads_enquiry WHERE number = 1"
    ),
    (
        "UPDATE leads_enquiry e SET accepted_at = e.began_at + interval '9 days',"
        " amount = 100000 + asked.n % 500000, currency = CASE WHEN asked.n % 180 = 0 THEN 'GBP' ELSE 'EUR' END"
        " FROM asked WHERE asked.id = e.id AND asked.n % 20 = 0"
    ),
    (
        "UPDATE leads_lead l SET assigned_to_id = (SELECT id FROM staff_user WHERE email = 'bench@example.com')"
        " FROM asked WHERE asked.lead_id = l.id AND asked.n % 20 = 7"
    ),
    (
        "INSERT INTO attribution_rate (day, currency, own, rate, updated_at)"
        " SELECT current_date - n, 'GBP', 'EUR', 1.15, now() FROM generate_series(0, 400) n"
    ),
    (
        "INSERT INTO attribution_spend (campaign_id, day, source, amount, currency, updated_at)"
        " SELECT id, current_date - n, 'google', 500 + n, CASE WHEN id % 9 = 0 THEN 'GBP' ELSE 'EUR' END, now()"
        " FROM attribution_campaign, generate_series(0, 364) n WHERE found_by LIKE 'campaign%'"
    ),
)
MORE_TOUCHES = "INSERT INTO attribution_touchpoint ({names}) SELECT {values} FROM attribution_touchpoint t,"
MORE_TOUCHES += " (VALUES (1), (2)) AS one (more) WHERE t.kind = 'arrival'"
OTHER = {
    "kind": "'message'",
    "payload_id": "NULL",
    "origin": "'bench-' || t.id || '-' || one.more",
    "at": "t.at - one.more * interval '4 days'",
}
CREDITS = """
INSERT INTO attribution_credit (touch_id, lead_id, enquiry, at, day, campaign_id,
    parts_first, parts_last, parts_linear, parts_position, parts_decay)
SELECT t.id, t.lead_id, 1, t.at, (asked.began_at AT TIME ZONE 'UTC')::date,
    places.ids[1 + (t.id * 7 + asked.n) % 200],
    (ARRAY[0, 0, 10000])[k], (ARRAY[10000, 0, 0])[k], (ARRAY[3333, 3333, 3334])[k], (ARRAY[4000, 2000, 4000])[k],
    (ARRAY[5500, 3000, 1500])[k]
FROM (SELECT id, lead_id, at, row_number() OVER (PARTITION BY lead_id ORDER BY at DESC, id) AS k
      FROM attribution_touchpoint) t
JOIN asked ON asked.lead_id = t.lead_id, places WHERE k < 4
"""


@dataclass(frozen=True)
class Read:
    """Medians: statements of the page about campaigns and leads, their milliseconds, and those of the server."""

    name: str
    statements: int
    database: float
    server: float


def measure_campaigns(connection: psycopg.Connection, clinic: BenchClinic) -> tuple[list[Timed], list[Read]]:
    """Fill, count every day, then open the report: several stretches, as another model, of one's own leads."""
    from django.test import override_settings

    from tenants.models import Clinic

    browser = browser_of(Clinic.objects.get(schema_name=clinic.schema), clinic.host)
    touches = _filled(connection, clinic.schema)
    timed = [time_of(COUNTED, lambda: inside(clinic.schema, _count_all)), touches]
    connection.execute("VACUUM ANALYZE")
    logging.disable(logging.INFO)
    try:
        with override_settings(STORAGES=PLAIN):
            read = [_read(name, browser, REPORT, query) for name, query in _questions().items()]
            read.append(_read("the leads behind", browser, LIST, inside(clinic.schema, _behind)))
            inside(clinic.schema, _see_own)
            read.append(_read("own leads, 30 days", browser, REPORT, {"days": "30"}))
    finally:
        logging.disable(logging.NOTSET)
    return timed, read


def campaign_faults(timed: Sequence[Timed], read: Sequence[Read]) -> list[str]:
    wrong = [f"campaigns: {one.name} found nothing" for one in timed if not one.rows]
    return wrong + [f"campaigns: {one.name} asked nothing" for one in read if not one.statements]


def campaign_table(timed: Sequence[Timed], read: Sequence[Read]) -> str:
    lines = [f"{one.name:24}{one.rows:>12,} in {one.seconds:.1f} s" for one in timed]
    lines.append(f"{'campaigns':24}{'statements':>12}{'database ms':>13}{'limit':>7}{'server ms':>11}")
    for one in read:
        asked = f"{one.statements:>12}{one.database:>13.1f}{MOST_MS:>7.0f}{one.server:>11.1f}"
        lines.append(f"{one.name:24}{asked}")
    return "\n".join(lines)


def _filled(connection: psycopg.Connection, schema: str) -> Timed:
    connection.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema)))

    def fill() -> int:
        connection.execute(_more_touches(connection))
        for step in STEPS:
            connection.execute(step)
        return connection.execute(CREDITS).rowcount

    timed = time_of("touches with a share", fill)
    connection.execute("VACUUM ANALYZE")
    connection.execute("RESET search_path")
    return timed


def _more_touches(connection: psycopg.Connection) -> sql.Composed:
    """Two more of each lead, whatever columns there are."""
    found = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND table_name = 'attribution_touchpoint' AND is_identity = 'NO' ORDER BY ordinal_position"
    ).fetchall()
    names = [name for (name,) in found]
    values = [sql.SQL(OTHER[name]) if name in OTHER else sql.Identifier("t", name) for name in names]
    return sql.SQL(MORE_TOUCHES).format(
        names=sql.SQL(", ").join(map(sql.Identifier, names)), values=sql.SQL(", ").join(values)
    )


def _count_all() -> int:
    from django.utils import timezone

    from attribution.services.rollup.counting import count_marked
    from attribution.services.rollup.days import mark_all

    mark_all(now=timezone.now())
    days = 0
    while some := count_marked(now=timezone.now()):
        days += some
    return days


def _questions() -> dict[str, dict[str, str]]:
    asked = {f"{days} days": {"days": str(days)} for days in (7, 30, 90)}
    year = {"first": _day(364), "last": _day(0)}
    return asked | {"30 days, shared": {"days": "30", "credit": "position"}, "a year": year}


def _behind() -> dict[str, str]:
    from attribution.models import Campaign

    channel = Campaign.objects.get(found_by="bench1")
    return {"campaign": f"{channel.pk}.position.{_day(29)}.{_day(0)}.leads", "archived": "all"}


def _see_own() -> None:
    from tenants.staff.models import User

    User.objects.filter(email="bench@example.com").update(data_scope=User.DataScope.OWN)


def _day(ago: int) -> str:
    from datetime import timedelta

    from django.utils import timezone

    return (timezone.now().date() - timedelta(days=ago)).isoformat()


def _read(name: str, browser: Any, page: str, query: dict[str, str]) -> Read:
    rounds = [_once(browser, page, query) for _ in range(ROUNDS)]
    statements, database, server = (median(figures) for figures in zip(*rounds, strict=True))
    return Read(name, int(statements), database, server)


def _once(browser: Any, page: str, query: dict[str, str]) -> tuple[int, float, float]:
    from django.db import connection

    took: list[float] = []

    def clocked(execute: Any, statement: str, *given: Any) -> Any:
        began = time.perf_counter()
        answer = execute(statement, *given)
        if '"attribution_' in statement or '"leads_lead"' in statement:
            took.append((time.perf_counter() - began) * 1000)
        return answer

    with connection.execute_wrapper(clocked):
        began = time.perf_counter()
        answer = browser.get(page, query)
        server = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{page} answered {answer.status_code}.")
    return len(took), sum(took), server
