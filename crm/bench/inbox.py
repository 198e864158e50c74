"""How long the inbox of a clinic with many conversations takes (PERFORMANCE 4). Imports Django late."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import psycopg

from crm.bench.fill import Table, multiply
from crm.bench.finding import PLAIN, browser_of
from crm.bench.product import BenchClinic

INBOX = "/admin/comms/inbox/"
CONVERSATIONS = 100_000
ROUNDS = 15
MOST_STATEMENTS, MOST_MS = 8, 5.0  # seven of them are the desk's own, on every page
TABS = ("all", "mine", "unassigned", "waiting", "closing")
AGO = "now() - n * interval '7 minutes'"
# One of ten waits, one of two thousand is about to close, half are done; one of fifty leads is the reader's.
TALKS = [
    Table(
        "comms_conversation",
        "lead_id = %(lead)s",
        {
            "lead_id": "r.lead_id + n",
            "address": "'+4477' || lpad(n::text, 8, '0')",
            "last_at": AGO,
            "last_in_at": AGO,
            "waiting_since": f"CASE WHEN n %% 10 = 0 THEN {AGO} END",
            "window_until": f"{AGO} + interval '1 day'",
            "done_at": f"CASE WHEN n %% 2 = 1 THEN {AGO} END",
            "unread": "CASE WHEN n %% 10 = 0 THEN 2 ELSE 0 END",
        },
        counted=True,
    ),
]


@dataclass(frozen=True)
class Opened:
    """Medians of one tab: statements of the whole page, milliseconds of those that read conversations, and of the
    server."""

    tab: str
    statements: int
    database: float
    server: float


def measure_inbox(connection: psycopg.Connection, clinic: BenchClinic, leads: int) -> list[Opened]:
    """Fill it with as many conversations as there are leads, CONVERSATIONS at most, and open each tab."""
    from django.test import override_settings

    from tenants.models import Clinic

    row = Clinic.objects.get(schema_name=clinic.schema)
    browser = browser_of(row, clinic.host)
    first = _begin(row)
    multiply(connection, clinic.schema, TALKS, pattern=first, leads=min(leads, CONVERSATIONS) - 1)
    connection.execute("VACUUM ANALYZE")
    logging.disable(logging.INFO)
    try:
        with override_settings(STORAGES=PLAIN):
            return [_opened(browser, tab) for tab in TABS]
    finally:
        logging.disable(logging.NOTSET)


def inbox_faults(opened: Sequence[Opened]) -> list[str]:
    return [f"the tab {one.tab} read no conversation" for one in opened if not one.statements]


def inbox_table(opened: Sequence[Opened]) -> str:
    lines = [f"{'inbox':12}{'statements':>12}{'limit':>7}{'database ms':>13}{'limit':>7}{'server ms':>11}"]
    for one in opened:
        asked = f"{one.statements:>12}{MOST_STATEMENTS:>7}{one.database:>13.1f}{MOST_MS:>7}{one.server:>11.1f}"
        lines.append(f"{one.tab:12}{asked}")
    return "\n".join(lines)


def _begin(clinic: Any) -> int:
    """The pattern: a conversation of the first lead. Every fiftieth lead is given to the reader."""
    from django.utils import timezone

    from comms.models import Account, Channel, Conversation
    from leads.models import Lead
    from tenants.context import clinic_context
    from tenants.staff.models import User

    with clinic_context(clinic):
        lead, now = Lead.objects.order_by("pk").values_list("pk", flat=True)[0], timezone.now()
        reader = User.objects.get(email="bench@example.com")
        Lead.objects.filter(pk__in=range(lead, lead + CONVERSATIONS, 50)).update(assigned_to=reader)
        account = Account.objects.create(channel=Channel.WHATSAPP, external_id="100000000000001", kind="bench")
        Conversation.objects.create(
            lead_id=lead, account=account, channel=Channel.WHATSAPP, kind="phone", address="+447700900142",
            last_at=now, preview="Good evening", preview_kind="text",
        )  # fmt: skip
    return lead


def _opened(browser: Any, tab: str) -> Opened:
    rounds = [_once(browser, tab) for _ in range(ROUNDS)]
    statements, database, server = zip(*rounds, strict=True)
    return Opened(tab, int(median(statements)), median(database), median(server))


def _once(browser: Any, tab: str) -> tuple[int, float, float]:
    from django.db import connection

    asked: list[tuple[str, float]] = []

    def clocked(execute: Any, sql: str, *given: Any) -> Any:
        began = time.perf_counter()
        answer = execute(sql, *given)
        asked.append((sql, (time.perf_counter() - began) * 1000))
        return answer

    with connection.execute_wrapper(clocked):
        began = time.perf_counter()
        answer = browser.get(f"{INBOX}?tab={tab}")
        took = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"The inbox answered {answer.status_code}.")
    told = [ms for sql, ms in asked if "comms_conversation" in sql]
    statements = [sql for sql, _ms in asked if not sql.startswith("SET ")]
    return len(statements) if told else 0, sum(told), took
