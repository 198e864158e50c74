"""A pooler in transaction mode shows one clinic the rows of another: measured, and refused (H:T1, M1)."""

import json
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from crm.testing.processes import Process, free_port
from tenants.context import clinic_context
from tenants.services.pooler import behind_transaction_pooler, refuse_transaction_pooler
from tenants.staff.models import User

PROCESSES, READS = 3, 1500

# Alternates between two clinics and counts the answers that held anybody but the clinic's own person.
READER = """
import json, sys
import django
django.setup()
from tenants.context import clinic_context
from tenants.models import Clinic
from tenants.staff.models import User
clinics = [Clinic.objects.get(pk=pk) for pk in sys.argv[1:3]]
foreign = 0
for number in range(int(sys.argv[3])):
    clinic = clinics[number % 2]
    with clinic_context(clinic):
        names = list(User.objects.values_list("full_name", flat=True))
    foreign += names != [clinic.slug]
print(json.dumps(foreign))
"""


@pytest.fixture
def two(fresh_clinic):
    """Two committed clinics with one person each, named like the clinic."""
    pair = (fresh_clinic(), fresh_clinic())
    for clinic in pair:
        with clinic_context(clinic):
            User.objects.create_user("same@example.com", full_name=clinic.slug)
    return pair


def test_three_processes_reading_4500_times_directly_never_see_a_row_of_the_other_clinic(two):
    readers = [_reader(*two, READS) for _ in range(PROCESSES)]

    foreign = [json.loads(reader.communicate(timeout=60)[0]) for reader in readers]

    assert foreign == [0] * PROCESSES


def test_two_connections_through_a_transaction_pooler_read_each_others_clinic(two, pooler, connect):
    ours, theirs = two
    connect(pooler("transaction"))
    one, other = connections["default"].copy(), connections["default"].copy()

    try:
        read = [_names(one, ours), _names(other, theirs), _names(one)]
    finally:
        one.close()
        other.close()

    assert read == [ours.slug, theirs.slug, theirs.slug]  # the third is the leak that we refuse to start with


def _names(connection, clinic=None):
    """Who is in the schema that this connection believes to be in; given a clinic, it goes there first."""
    if clinic:
        connection.set_tenant(clinic, include_public=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT full_name FROM staff_user")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("mode", "refused"), [("transaction", True), ("session", False)])
def test_transaction_pooling_is_found_out_and_session_pooling_accepted(committed, pooler, connect, mode, refused):
    connect(pooler(mode))

    assert behind_transaction_pooler() is refused


def test_the_refusal_names_the_variable_and_what_to_do(committed, pooler, connect):
    connect(pooler("transaction"))

    with pytest.raises(ImproperlyConfigured, match=r"DATABASE_URL.*session pooling"):
        refuse_transaction_pooler()


def test_a_direct_address_is_accepted(committed):
    refuse_transaction_pooler()


def test_a_database_that_is_away_is_not_judged(committed, connect):
    connect(f"postgres://nobody:x@127.0.0.1:{free_port()}/nothing")

    refuse_transaction_pooler()


@pytest.mark.parametrize(
    "command",
    [
        ["-c", "import crm.wsgi"],
        ["-m", "celery", "-A", "crm.celery", "worker", "-c", "1", "-Q", "nobody-sends-here"],
    ],
    ids=["web", "worker"],
)
def test_no_process_starts_behind_transaction_pooling(committed, pooler, command):
    process = Process([sys.executable, *command], DATABASE_URL=pooler("transaction"))
    try:
        code = process.wait(10)
    finally:
        process.stop()

    assert code != 0
    assert "transaction mode" in process.output()


@pytest.fixture
def connect(monkeypatch):
    """Lead the default connection's copies somewhere else."""

    def to(url):
        import environ

        address = environ.Env.db_url_config(url)
        settings = connections["default"].settings_dict
        for part in ("USER", "PASSWORD", "HOST", "PORT"):
            monkeypatch.setitem(settings, part, address[part])
        monkeypatch.setitem(settings, "OPTIONS", {"connect_timeout": 2})

    return to


def _reader(one, other, reads):
    command = [sys.executable, "-c", READER, str(one.pk), str(other.pk), str(reads)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
