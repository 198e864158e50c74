"""Threads of the web process share connections to the database, and clinics share none of their rows (H:T1)."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from crm.testing.people import host_of, key_of
from crm.testing.processes import DEADLINE, Process, Web, free_port, until
from leads.models import Lead
from tenants.context import clinic_context

EACH = 20
ASK = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SHOW statement_timeout")
    print(*cursor.fetchone())
"""


def test_clinics_that_take_turns_on_two_connections_never_meet(fresh_clinic):
    doors = [(clinic, key_of(clinic)) for clinic in (fresh_clinic(), fresh_clinic())]
    port = free_port()
    web = Web("crm.wsgi:application", "wsgi", port, PORT=str(port), DATABASE_POOL_MAX="2")

    def send(number):
        clinic, key = doors[number % 2]
        person = {"first_name": clinic.slug, "email": f"person-{number}@example.com"}
        return web.request(
            "POST", "/api/v1/leads", host=host_of(clinic), json=person, headers={"X-API-Key": key}
        ).status_code

    try:
        until(web.listens, told=web.output)
        with ThreadPoolExecutor(8) as senders:
            answers = list(senders.map(send, range(2 * EACH)))
    finally:
        web.stop()

    assert set(answers) == {201}
    for clinic, _ in doors:
        with clinic_context(clinic):
            assert list(Lead.objects.values_list("first_name", flat=True)) == [clinic.slug] * EACH


@pytest.mark.parametrize(
    ("begin", "longest"),
    [
        pytest.param("import crm.wsgi", "5s", id="web"),
        pytest.param("import django, crm.celery; django.setup()", "0", id="worker"),
    ],
)
def test_a_statement_of_a_request_ends_after_five_seconds_and_a_workers_when_it_is_done(committed, begin, longest):
    process = Process([sys.executable, "-W", "ignore", "-c", begin + ASK])

    assert process.wait(DEADLINE) == 0, process.output()
    assert process.output().splitlines()[-1] == longest
