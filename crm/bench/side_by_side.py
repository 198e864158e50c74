"""Large files of two clinics at the same time, made by a worker as it is shipped: how large it grows, and whether
either file holds a row of the other clinic (H:E4, T6). Imports Django late."""

import contextlib
import csv
import io
import tempfile
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta

import psutil
import psycopg
from psycopg import sql

from crm.bench.worker import worker

MARK = "CANARY-B"  # in each row of the second clinic
LARGE, SMALL = 200_000, 40_000  # leads in a file, as far as there are so many
SMALL_FILES = 4  # of the second clinic, one after the other: it is at work as long as the first is
APART = timedelta(seconds=31)  # two leads of the filled clinic (crm.bench.fill)
MOST_MEGABYTES, PATIENCE = 300, 900  # of one process of the worker; seconds


@dataclass(frozen=True)
class File:
    """`rows` of `wanted` are in it, and `foreign` of them are the other clinic's."""

    clinic: str
    wanted: int
    rows: int
    foreign: int
    seconds: float


@dataclass(frozen=True)
class SideBySide:
    """`megabytes` is the most that one process of the worker held."""

    files: list[File]
    megabytes: float


@dataclass(frozen=True)
class Begun:
    """A file that a worker makes; `is_marked` in the marked clinic."""

    schema: str
    export: uuid.UUID
    wanted: int
    is_marked: bool


def mark_all(admin: psycopg.Connection, schema: str) -> None:
    table = sql.Identifier(schema, "leads_lead")
    admin.execute(sql.SQL("UPDATE {} SET city = {}").format(table, sql.Literal(MARK)))
    admin.execute("VACUUM ANALYZE")


def measure_side_by_side(full: str, marked: str) -> SideBySide:
    """By schema: the filled clinic and the marked one."""
    from django.conf import settings

    kept = settings.PRIVATE_FILES_ROOT
    with tempfile.TemporaryDirectory() as folder:
        settings.PRIVATE_FILES_ROOT = folder
        try:
            begun = [_begun(full, LARGE, is_marked=False)]
            begun += [_begun(marked, SMALL, is_marked=True) for _number in range(SMALL_FILES)]
            if all(map(_is_ready, begun)):  # so few leads that no worker is asked
                return SideBySide([_read(one, 0.0) for one in begun], 0.0)
            with worker(PRIVATE_FILES_ROOT=folder) as process:
                return _measure(process, begun)
        finally:
            settings.PRIVATE_FILES_ROOT = kept


def side_by_side_faults(found: SideBySide) -> list[str]:
    wrong = [f"export: {one.foreign} rows of another clinic in a file" for one in found.files if one.foreign]
    wrong += [f"export: {one.rows} rows of {one.wanted}" for one in found.files if one.rows != one.wanted]
    if found.megabytes >= MOST_MEGABYTES:
        wrong.append(f"export: a process of the worker held {found.megabytes:.0f} MB")
    return wrong


def side_by_side_table(found: SideBySide) -> str:
    lines = [f"{'two clinics at once':24}{'rows':>10}{'seconds':>10}{'foreign':>9}"]
    lines += [f"{one.clinic:24}{one.rows:>10,}{one.seconds:>10.2f}{one.foreign:>9}" for one in found.files]
    return "\n".join([*lines, f"The largest process held {found.megabytes:.0f} MB, of {MOST_MEGABYTES} at most."])


def _measure(process: psutil.Process, begun: list[Begun]) -> SideBySide:
    """Seconds are from the start of the worker."""
    waiting, began, files, most = begun, time.perf_counter(), [], 0.0
    while waiting and time.perf_counter() - began < PATIENCE:
        most = max(most, _megabytes(process))
        ended = [one for one in waiting if _is_ready(one)]
        files += [_read(one, time.perf_counter() - began) for one in ended]
        waiting = [one for one in waiting if one not in ended]
        time.sleep(0.1)
    return SideBySide(files + [File(_name(one), one.wanted, 0, 0, PATIENCE) for one in waiting], most)


def _begun(schema: str, leads: int, *, is_marked: bool) -> Begun:
    """The newest of them, with the usual columns and the one of the mark."""
    from django.utils import timezone

    from crm.bench.bulk import admin_of_bench
    from leads.services.exporting.columns import usual
    from leads.services.exporting.making import begin_export
    from leads.services.exporting.wish import wish
    from tenants.context import clinic_context
    from tenants.models import Clinic

    now = timezone.now()
    since = f"date_range_start={(now - leads * APART).date()}"
    with clinic_context(Clinic.objects.get(schema_name=schema)):
        by = admin_of_bench()
        made = begin_export(wish("csv", [*usual(by), "city"], by=by, query=since, by_key=True), by=by, now=now)
        return Begun(schema, made.pk, made.total, is_marked)


def _is_ready(one: Begun) -> bool:
    from leads.models import Export
    from tenants.context import clinic_context
    from tenants.models import Clinic

    with clinic_context(Clinic.objects.get(schema_name=one.schema)):
        return Export.objects.filter(pk=one.export, ready_at__isnull=False).exists()


def _read(one: Begun, seconds: float) -> File:
    from leads.models import Export
    from leads.services.exporting.files import read_parts
    from tenants.context import clinic_context
    from tenants.models import Clinic

    with clinic_context(Clinic.objects.get(schema_name=one.schema)):
        text = b"".join(read_parts(one.export, Export.objects.get(pk=one.export).parts)).decode()
    cities = [row["city"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]
    marked = cities.count(MARK)
    return File(_name(one), one.wanted, len(cities), len(cities) - marked if one.is_marked else marked, seconds)


def _name(one: Begun) -> str:
    return "the other clinic" if one.is_marked else "the full clinic"


def _megabytes(process: psutil.Process) -> float:
    """Of its largest process."""
    most = 0
    for one in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            most = max(most, one.memory_info().rss)
    return most / 1024**2
