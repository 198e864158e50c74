"""The migration runner: public, the template, then every clinic; one failure stops nobody else (H:R5, M10)."""

import functools
import hashlib
import io
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import DataError, OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from tenants.models import Clinic, SchemaState
from tenants.owner import as_owner
from tenants.services import grants
from tenants.services.after_migration import run_after_migration, step_versions
from tenants.services.due import schedule_missing
from tenants.services.grants import grant_clinic, grant_public

TEMPLATE = "clinic_template"
PUBLIC = "public"
# One lock for everything that creates or migrates schemas: a clinic made during a run would miss it (H:R6).
_LOCK = 7_014_522_601
# A table that is busy for this long is tried again rather than queued behind (H:R7).
_LOCK_TIMEOUT, _TRIES = "3s", 3

Report = Callable[[str], None]


@functools.cache
def head() -> str:
    """A digest of what the code wants of a schema: its migrations, the rights of the app role, the steps after.
    A schema that stands on it has nothing to do."""
    migrations = sorted(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    wanted = repr([migrations, grants.APPEND_ONLY, grants.READ_ONLY, grants.PUBLIC_WRITABLE, step_versions()])
    return hashlib.sha256(wanted.encode()).hexdigest()


@contextmanager
def schemas_locked() -> Iterator[BaseDatabaseWrapper]:
    """Act as the owner, alone: waits for whoever migrates or provisions now."""
    with as_owner() as owner:
        with owner.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            cursor.execute(f"SET lock_timeout = '{_LOCK_TIMEOUT}'")
        yield owner  # closing the connection lets go of the lock


def migrate_everything(report: Report = lambda line: None) -> list[str]:
    """Bring every schema to head; returns the names of those that failed. Repeat it as often as you like.

    Public and the template come first: when one of them fails, the clinics wait.
    """
    with schemas_locked() as owner:
        for name in (PUBLIC, TEMPLATE):
            if not _bring(owner, name, report):
                return [name]
        names = list(Clinic.objects.with_schema().values_list("schema_name", flat=True))
        schedule_missing(Clinic.objects.with_schema(), now=timezone.now())
        behind = _behind(names)
        report(f"{len(names) - len(behind)} of {len(names)} clinics are at head already.")
        return [name for name in behind if not _bring(owner, name, report)]


def pending() -> bool:
    """Is a schema that is served not at head? One query for `/health` (H:R10)."""
    needed = {PUBLIC, TEMPLATE, *Clinic.objects.served().values_list("schema_name", flat=True)}
    return SchemaState.objects.filter(schema_name__in=needed, head=head(), error="").count() < len(needed)


def at_head(schema: str) -> bool:
    return SchemaState.objects.filter(schema_name=schema, head=head(), error="").exists()


def bring_to_head(owner: BaseDatabaseWrapper, schema: str) -> None:
    """Run Django's own migrate in one schema (never faked), then the rights and the step after. Raises."""
    owner.set_schema(schema, include_public=False)
    try:
        MigrationRecorder(owner).ensure_schema()
        call_command(DjangoMigrate(), interactive=False, verbosity=0, skip_checks=True, stdout=io.StringIO())
        grant_public(owner) if schema == PUBLIC else grant_clinic(owner, schema)
        run_after_migration(platform=schema == PUBLIC)
    finally:
        owner.set_schema_to_public()


def bring_and_note(owner: BaseDatabaseWrapper, schema: str) -> None:
    """`bring_to_head` unless it is there, written down when it went well. Raises what the migration raised."""
    if _exists(owner, SchemaState._meta.db_table) and at_head(schema):
        return
    _ensure(owner, schema)
    _patiently(lambda: bring_to_head(owner, schema))
    _note(owner, schema, head=head(), error="")


def _bring(owner: BaseDatabaseWrapper, schema: str, report: Report) -> bool:
    """One schema, with its failure written down instead of thrown."""
    try:
        bring_and_note(owner, schema)
    except Exception as problem:  # noqa: BLE001  one clinic's failure must not stop the next
        said = _without_rows(problem)
        report(f"{schema}: failed, {said}")
        _note(owner, schema, head="", error="".join(traceback.format_tb(problem.__traceback__, limit=-5)) + said)
        return False
    report(f"{schema}: at head.")
    return True


def _without_rows(problem: Exception) -> str:
    """The type, and what the database says first: tables and constraints. The lines after it quote a clinic's rows
    (H:T18), and so do a DataError and whatever a migration's own code raises."""
    quotes = isinstance(problem, DataError) or not type(problem).__module__.startswith("django.db")
    said, _, _ = str(problem).partition("\n")
    return type(problem).__name__ if quotes else f"{type(problem).__name__}: {said}"


def _ensure(owner: BaseDatabaseWrapper, schema: str) -> None:
    if schema == TEMPLATE:
        with owner.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{TEMPLATE}"')


def _patiently(work: Callable[[], None]) -> None:
    for left in reversed(range(_TRIES)):
        try:
            work()
            break
        except OperationalError as problem:
            if not left or "lock timeout" not in str(problem):
                raise


def _behind(names: list[str]) -> list[str]:
    done = SchemaState.objects.filter(head=head(), error="").values_list("schema_name", flat=True)
    return sorted(set(names) - set(done))


def _note(owner: BaseDatabaseWrapper, schema: str, *, head: str, error: str) -> None:
    if not _exists(owner, SchemaState._meta.db_table):
        return  # public itself failed before it had the table
    with transaction.atomic():
        SchemaState.objects.update_or_create(
            schema_name=schema, defaults={"head": head, "error": error, "migrated_at": timezone.now()}
        )


def _exists(owner: BaseDatabaseWrapper, table: str) -> bool:
    with owner.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"public.{table}"])
        return bool(cursor.fetchone()[0])
