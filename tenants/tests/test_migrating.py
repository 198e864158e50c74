"""The migration runner: goes on after a failure, names it, finishes when run again (H:R5, R7, R10, M10)."""

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DataError
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MigrationLoader
from django.test import Client

from tenants.context import clinic_context
from tenants.models import Clinic, SchemaState
from tenants.outbox import migrations as outbox_migrations
from tenants.outbox.models import Job
from tenants.owner import as_owner, owner_connection
from tenants.services import migrating
from tenants.services.migrating import PUBLIC, TEMPLATE, at_head, migrate_everything, pending

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

NAME = "0099_one_job_of_a_kind"
MIGRATION = """
from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("outbox", "{before}")]
    operations = [migrations.RunSQL("CREATE UNIQUE INDEX one_job_of_a_kind ON outbox_job (kind)")]
"""


@pytest.fixture
def newer_code(committed, settings, tmp_path, monkeypatch):
    """Code with one more migration: from now on a clinic has one job of a kind. Undone everywhere afterwards."""
    monkeypatch.syspath_prepend(tmp_path)
    package = tmp_path / "newer_outbox_migrations"
    shutil.copytree(Path(outbox_migrations.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    before = max(name for app, name in MigrationLoader(None).disk_migrations if app == "outbox")
    (package / f"{NAME}.py").write_text(MIGRATION.format(before=before))
    old = migrating.head()
    settings.MIGRATION_MODULES = {"outbox": package.name}
    migrating.head.cache_clear()
    yield
    migrating.head.cache_clear()
    everywhere = [PUBLIC, TEMPLATE, *Clinic.objects.with_schema().values_list("schema_name", flat=True)]
    with as_owner() as owner, owner.cursor() as cursor:
        for schema in everywhere:
            cursor.execute(f'DROP INDEX IF EXISTS "{schema}".one_job_of_a_kind')
            cursor.execute(f'DELETE FROM "{schema}".django_migrations WHERE name = %s', [NAME])
        SchemaState.objects.update(head=old, error="")


@pytest.fixture
def three(fresh_clinic):
    return [fresh_clinic() for _ in range(3)]


@pytest.fixture
def statements(monkeypatch):
    """Every statement sent by anybody in this process."""
    sent = []
    real = CursorWrapper.execute
    monkeypatch.setattr(CursorWrapper, "execute", lambda *args, **more: sent.append(args[1]) or real(*args, **more))
    return sent


def test_a_clinic_that_fails_is_named_and_stops_nobody_else(three, newer_code):
    bad = three[1]
    two_jobs_of_a_kind(bad)

    with pytest.raises(CommandError, match=f"1 failed: {bad.schema_name}") as told:
        call_command("migrate_clinics")

    assert told.value.returncode == 1
    assert [at_head(clinic.schema_name) for clinic in three] == [True, False, True]
    assert at_head(PUBLIC)
    assert at_head(TEMPLATE)
    assert "one_job_of_a_kind" in SchemaState.objects.get(schema_name=bad.schema_name).error


def test_neither_the_report_nor_the_note_quotes_a_row_of_the_clinic(three, newer_code):
    bad, lines = three[1], []
    with clinic_context(bad):
        Job.objects.bulk_create(Job(kind="CANARY", key=f"job-{n}", due_at=NOON) for n in range(2))

    assert migrate_everything(report=lines.append) == [bad.schema_name]

    noted = SchemaState.objects.get(schema_name=bad.schema_name).error
    assert "CANARY" not in noted + "".join(lines)
    assert noted.endswith('IntegrityError: could not create unique index "one_job_of_a_kind"')


@pytest.mark.parametrize("problem", [DataError('"CANARY" is no number'), ValueError("CANARY"), KeyError("CANARY")])
def test_a_problem_whose_words_quote_values_is_its_type_alone(problem):
    assert migrating._without_rows(problem) == type(problem).__name__


def test_run_again_after_mending_it_finishes_and_touches_only_the_clinic_that_was_behind(three, newer_code):
    bad = three[1]
    two_jobs_of_a_kind(bad)
    assert migrate_everything() == [bad.schema_name]
    with clinic_context(bad):
        Job.objects.all().delete()
    lines = []

    failed = migrate_everything(report=lines.append)

    assert failed == []
    assert [line.split(":")[0] for line in lines if line.endswith("at head.")] == [
        PUBLIC,
        TEMPLATE,
        bad.schema_name,
    ]
    assert not pending()


def test_a_failed_clinic_keeps_its_old_schema_and_goes_on_working(three, newer_code):
    bad = three[1]
    two_jobs_of_a_kind(bad)

    migrate_everything()

    two_jobs_of_a_kind(bad, prefix="later")
    with clinic_context(bad):
        assert Job.objects.count() == 4


def test_a_service_with_clinics_behind_says_that_migrations_are_pending(three, newer_code):
    assert pending()
    assert Client(HTTP_HOST="localhost").get("/health").status_code == 503

    migrate_everything()

    assert not pending()


def test_a_new_clinic_of_newer_code_begins_at_its_head(newer_code, fresh_clinic):
    assert migrate_everything() == []

    assert at_head(fresh_clinic().schema_name)


def test_with_nothing_to_do_the_number_of_queries_does_not_grow_with_the_clinics(fresh_clinic, statements):
    fresh_clinic()
    few = run_counted(statements)
    for _ in range(3):
        fresh_clinic()
    started = time.monotonic()

    many = run_counted(statements)

    assert many == few
    assert time.monotonic() - started < 5


def test_a_table_in_use_is_waited_for_and_not_queued_behind_for_long(three, newer_code, monkeypatch):
    clinic = three[0]
    monkeypatch.setattr(migrating, "_LOCK_TIMEOUT", "200ms")
    reader = owner_connection()
    with reader.cursor() as cursor:
        cursor.execute(f'BEGIN; LOCK TABLE "{clinic.schema_name}".outbox_job IN ROW EXCLUSIVE MODE')

        failed = migrate_everything()

        cursor.execute("ROLLBACK")
    reader.close()
    assert failed == [clinic.schema_name]
    assert migrate_everything() == []


def test_migrating_a_clinic_that_stands_at_head_once_more_does_no_harm(fresh_clinic):
    clinic = fresh_clinic()
    with as_owner():
        SchemaState.objects.filter(schema_name=clinic.schema_name).update(head="")

    assert migrate_everything() == []
    assert at_head(clinic.schema_name)


def run_counted(statements):
    statements.clear()
    assert migrate_everything() == []
    return len(statements)


def two_jobs_of_a_kind(clinic, prefix="job"):
    with clinic_context(clinic):
        Job.objects.bulk_create(Job(kind="same", key=f"{prefix}-{n}", due_at=NOON) for n in range(2))
