"""A list is imported, and imported again, beside a bare COPY of the rows that it became (PERFORMANCE 2a)."""

import csv
import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
from psycopg import sql

MOST = 50_000  # rows of one file
CHUNK = 64 * 1024
HEADER = (
    *("Id", "First name", "Last name", "Email", "Phone", "Company", "Country", "City", "Language", "Treatment"),
    *("Note", "Source", "Stage", "Created", "Last contact", "Tags", "Rating", "Website", "Budget", "Rooms"),
    *("Campaign", "Ad", "Form", "Answer 1", "Answer 2"),
)
FIRST = ("Mario", "Anna", "Luca", "Elif", "Arben", "Jonas", "Sofia", "Besa")
LAST = ("Rossi", "Weber", "Yilmaz", "Hoxha", "Bianchi", "Keller", "Demir")
# The prefix of a mobile number, which seven figures follow.
COUNTRIES = (("IT", "+39320", "Milano"), ("DE", "+491511", "Kassel"), ("CH", "+4179", "Zürich"))
# What a list becomes of most rows: each is copied into a table with the same indexes.
TABLES = ("leads_lead", "leads_identity", "leads_enquiry", "leads_stagechange", "leads_heat", "leads_leadwords")
# And what the import itself keeps of each row: as it was staged, what became of it, what its undo needs.
KEPT = ("leads_reference", "leads_importrow", "leads_importedlead", "undo_operationrow")

KEYS = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'"


@dataclass(frozen=True)
class Timed:
    """`of` is the rate of the bare COPY of the same rows, where there is one."""

    name: str
    rows: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.rows / self.seconds if self.seconds else 0.0


def measure_import(admin: psycopg.Connection, schema: str, rows: int) -> list[Timed]:
    """In the empty clinic: read and check, load, all of it again, and the COPY of what came of it."""
    from crm.collector import settle
    from tenants.context import clinic_context
    from tenants.models import Clinic

    settle()  # as a worker does
    number = min(rows, MOST)
    body = _file(number)
    with clinic_context(Clinic.objects.get(schema_name=schema)):
        had = _leads()
        first = _imported("first run", body, number)
        made = _leads() - had
        again = _imported("second run", body, number)
        added = _leads() - had - made
    admin.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema)))
    copied = [
        _copied(admin, "COPY of the leads alone", TABLES[:1]),
        _copied(admin, "COPY of all six tables", TABLES),
        _copied(admin, "COPY of all that is kept", (*TABLES, *KEPT), with_keys=True),
    ]
    admin.execute("RESET search_path")
    return [*first, *again, *copied, Timed("leads made", made, 0), Timed("leads made again", added, 0)]


def import_faults(timed: list[Timed]) -> list[str]:
    rows = {one.name: one.rows for one in timed}
    wrong = (
        [] if rows["leads made"] == rows["first run"] else ["import: the first run did not make each row a lead"]
    )
    return wrong + (["import: a second run made leads"] if rows["leads made again"] else [])


def import_table(timed: list[Timed]) -> str:
    """Rates, and what they are of the bare COPY of the same rows: of the leads, of six tables, of all ten with the
    checks of their foreign keys, which is what the database alone needs for the rows that an import leaves."""
    seen = {one.name: one for one in timed if one.seconds}
    base = [one.rate for name, one in seen.items() if name.startswith("COPY")]
    lines = [f"{'':26}{'rows':>9}{'seconds':>9}{'rows/s':>9}{'of COPY':>9}{'of six':>8}{'of all':>8}"]
    for one in seen.values():
        shares = "".join(f"{one.rate / rate:>{width}.0%}" for rate, width in zip(base, (9, 8, 8), strict=True))
        lines.append(f"{one.name:26}{one.rows:>9,}{one.seconds:>9.2f}{one.rate:>9,.0f}{shares}")
    return "\n".join(lines)


def _imported(name: str, body: bytes, number: int) -> list[Timed]:
    from django.utils import timezone

    from leads.services.importing.bringing import bring
    from leads.services.importing.checking import check_all
    from leads.services.importing.loading import load_all
    from leads.services.importing.taking import take_file

    now = timezone.now()
    chunks = (body[start : start + CHUNK] for start in range(0, len(body), CHUNK))
    began = time.perf_counter()
    brought = take_file("bench.csv", chunks, by=None, now=now)
    bring(brought.pk, brought.mapping, {}, by=None, now=now)
    taken = time.perf_counter()
    check_all(brought.pk, by=None, now=now)
    checked = time.perf_counter()
    load_all(brought.pk, by=None, now=now)
    loaded = time.perf_counter()
    parts = (
        (f"{name}", began, loaded),
        (" taken", began, taken),
        (" read and checked", taken, checked),
        (" loaded", checked, loaded),
    )
    return [Timed(part if part == name else f"{name}:{part}", number, end - start) for part, start, end in parts]


def _leads() -> int:
    from leads.models import Lead

    return Lead.objects.count()


def _copied(admin: psycopg.Connection, name: str, tables: tuple[str, ...], *, with_keys: bool = False) -> Timed:
    """`with_keys`: each row's foreign keys are looked for, as when it is written in earnest."""
    bodies = [_rows_of(admin, table) for table in tables]
    for table in tables:
        kept = sql.Identifier(f"bench_{table}")
        admin.execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(kept, sql.Identifier(table)))
        for (key,) in admin.execute(KEYS, [table]).fetchall() if with_keys else ():
            admin.execute(sql.SQL("ALTER TABLE {} ADD {}").format(kept, sql.SQL(key)))
    began = time.perf_counter()
    for table, body in zip(tables, bodies, strict=True):
        copy = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(f"bench_{table}"))
        with admin.cursor() as cursor, cursor.copy(copy) as stream:
            stream.write(body)
    seconds = time.perf_counter() - began
    number = _times(admin, "SELECT count(*) FROM bench_leads_lead")
    for table in tables:
        admin.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(f"bench_{table}")))
    return Timed(name, number, seconds)


def _rows_of(admin: psycopg.Connection, table: str) -> bytes:
    copy = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
    with admin.cursor() as cursor, cursor.copy(copy) as stream:
        return b"".join(bytes(part) for part in stream)


def _times(admin: psycopg.Connection, question: str) -> int:
    return admin.execute(question).fetchone()[0]


def _file(number: int) -> bytes:
    text = io.StringIO()
    writer: Callable[[Iterator[tuple]], None] = csv.writer(text).writerows
    writer(iter([HEADER]))
    writer(_row(n) for n in range(number))
    return text.getvalue().encode()


def _row(n: int) -> tuple[str, ...]:
    country, prefix, city = COUNTRIES[n % 3]
    month, day = 1 + n % 12, 1 + n % 28
    return (
        *(f"b-{n}", FIRST[n % 8], f"{LAST[n % 7]}{n}", f"bench.{n}@example.com", f"{prefix}{n:07}"),
        *(f"Praxis {n}" if n % 4 == 0 else "", country, city, country.lower(), ("Implants", "Veneers", "")[n % 3]),
        *(
            f"Asked by phone on day {day}" if n % 5 == 0 else "",
            "website",
            "",
            f"2025-{month:02}-{day:02} 10:{n % 60:02}",
        ),
        *("", "old list" if n % 2 else "", "", "", f"{n % 9}000", "", f"Campaign {n % 40}", f"Ad {n % 90}"),
        *(f"Form {n % 7}", "yes", "no"),
    )
