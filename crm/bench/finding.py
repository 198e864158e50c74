"""How long the list of a full clinic takes: first page, a filter, a search (PERFORMANCE 4). Imports Django late."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from crm.bench.product import BenchClinic

LIST = "/admin/leads/lead/"
ROUNDS = 15
# Nobody collected the static files: their addresses are without a digest.
PLAIN = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# What is asked, and the most milliseconds that it may take: in the database, in the server.
QUESTIONS = {
    "list first page": ("", 5, 40),
    "filter": ("status=qualified&country=IT", 5, 40),
    "search": ("q=0320 0004 2", 25, 40),
    "search by name": ("q=rossi ma", 25, 40),
    "hot by score": ("is_hot_leads_only=1&sort_by=score", 5, 40),
    "last next step": ("sort_by=follow_up&sort_order=desc", 5, 40),
}


@dataclass(frozen=True)
class Look:
    """Medians, in milliseconds. `database` is that of the statement that reads the leads of the page, `cpu` the
    processor time of the server, which a busy neighbour disturbs least."""

    database: float
    server: float
    cpu: float


def look_at(clinic: BenchClinic) -> dict[str, Look]:
    """In this process: what a network and a web server add is measured with the intake."""
    from django.test import override_settings

    from tenants.models import Clinic

    browser = browser_of(Clinic.objects.get(schema_name=clinic.schema), clinic.host)
    logging.disable(logging.INFO)  # a line for each request
    try:
        with override_settings(STORAGES=PLAIN):
            return {name: _asked(browser, query) for name, (query, *_) in QUESTIONS.items()}
    finally:
        logging.disable(logging.NOTSET)


def told(looks: Mapping[str, Look]) -> str:
    lines = [f"{'':16}{'database ms':>13}{'limit':>7}{'server ms':>11}{'limit':>7}{'cpu ms':>9}"]
    for name, look in looks.items():
        _, database, server = QUESTIONS[name]
        times = f"{look.database:>13.1f}{database:>7}{look.server:>11.1f}{server:>7}{look.cpu:>9.1f}"
        lines.append(f"{name:16}{times}")
    return "\n".join(lines)


def browser_of(clinic: Any, host: str) -> Any:
    """An Admin who is logged in."""
    from django.contrib.auth.models import Group
    from django.test import Client

    from tenants.context import clinic_context
    from tenants.staff import roles
    from tenants.staff.models import User

    with clinic_context(clinic):
        reader = User.objects.filter(email="bench@example.com").first()
        reader = reader or User.objects.create_user("bench@example.com", None)
        reader.groups.set([Group.objects.get(name=roles.ADMIN)])
        browser = Client(HTTP_HOST=host)
        browser.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def _asked(browser: Any, query: str) -> Look:
    rounds = [_once(browser, query) for _ in range(ROUNDS)]
    return Look(*(median(times) for times in zip(*rounds, strict=True)))


def _once(browser: Any, query: str) -> tuple[float, float, float]:
    from django.db import connection

    rows: list[float] = []

    def clocked(execute: Any, sql: str, *given: Any) -> Any:
        began = time.perf_counter()
        answer = execute(sql, *given)
        if 'FROM "leads_lead"' in sql and '"leads_lead"."first_name"' in sql:
            rows.append((time.perf_counter() - began) * 1000)
        return answer

    with connection.execute_wrapper(clocked):
        began, spent = time.perf_counter(), time.process_time()
        answer = browser.get(f"{LIST}?{query}")
        took, cpu = (time.perf_counter() - began) * 1000, (time.process_time() - spent) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"The list answered {answer.status_code} to {query!r}.")
    return sum(rows), took, cpu
