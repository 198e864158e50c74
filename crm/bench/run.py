"""One run: servers, clinics, processes, rounds, table."""

import json
import os
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from psycopg import sql

from crm.bench.body import body_of
from crm.bench.bringing import import_faults, import_table, measure_import
from crm.bench.bulk import bulk_faults, bulk_table, measure_bulk
from crm.bench.campaigns import campaign_faults, campaign_table, measure_campaigns
from crm.bench.cpu import clock
from crm.bench.environment import give
from crm.bench.exporting import export_faults, export_table, measure_export
from crm.bench.fairness import FEW, fairness_faults, fairness_table, measure_fairness
from crm.bench.fill import LEAD, fill
from crm.bench.finding import Look, look_at, told
from crm.bench.floor.table import GRANTS, SCHEMA, TABLE
from crm.bench.inbox import inbox_faults, inbox_table, measure_inbox
from crm.bench.load import Target, generator
from crm.bench.options import BULK, CAMPAIGNS, EXPORT, FINDING, IMPORT, INBOX, INTAKE, SEQUENCES, UPKEEP, Options
from crm.bench.product import PATH, BenchClinic, make_clinic, make_clinics
from crm.bench.report import FULL_CLINIC, OURS, save, table
from crm.bench.rounds import Clocks, Result, faults, measure
from crm.bench.sequences import measure_sequences, sequence_faults, sequence_table
from crm.bench.servers import admin, tuned
from crm.bench.side_by_side import (
    SMALL,
    SideBySide,
    mark_all,
    measure_side_by_side,
    side_by_side_faults,
    side_by_side_table,
)
from crm.bench.upkeep import Timed, measure_upkeep, upkeep_faults, upkeep_table
from crm.bench.webs import FLOORS, web
from crm.bench.webs import OURS as PRODUCT
from crm.servers import Servers
from crm.servers.passwords import APP

FLOOR_NAMES = ("raw", "lean", "leandrf", "full")
Tell = Callable[[str], None]
Web = tuple[int, int]  # its port and its process


def perform(options: Options, tell: Tell) -> list[str]:
    """Measure and tell; what makes the figures worthless, if anything does."""
    results, timed, files, brought, beside, wrong = {}, [], [], [], None, []
    with ExitStack() as until_the_end:
        servers = until_the_end.enter_context(tuned())
        give(servers)
        tell("making two clinics ...")
        empty, full = make_clinics()
        ours = until_the_end.enter_context(web(PRODUCT))
        fill_up(servers, full, ours[0], options, tell)
        if INTAKE in options.only:
            results, wrong = intake(servers, ours, (empty, full), options, tell)
            tell("\n" + table(results, options))
        looks, blind = look(servers, full, options, tell)
        wrong += blind
        if EXPORT in options.only:
            with admin(servers) as connection:
                files = measure_export(connection, full.schema)
            wrong += export_faults(files)
            tell("\n" + export_table(files))
            beside = two_at_once(servers, full, ours[0], options, tell)
            wrong += side_by_side_faults(beside)
        timed, idle = large(servers, full, options, tell)
        wrong += idle
        if SEQUENCES in options.only:
            waited, unfair = many_and_few(servers, full, ours[0], options, tell)
            timed, wrong = [*timed, waited], wrong + unfair
        if IMPORT in options.only:
            with admin(servers) as connection:
                brought = measure_import(connection, empty.schema, options.leads)
            wrong += import_faults(brought)
            tell("\n" + import_table(brought))
    tell(f"Written to {save(results, options, wrong, timed, looks, files, brought, beside)}")
    return wrong


def look(servers: Servers, full: BenchClinic, options: Options, tell: Tell) -> tuple[dict[str, Look], list[str]]:
    """The list of leads, the inbox and the report of campaigns, opened as a person does."""
    looks, wrong = {}, []
    if FINDING in options.only:
        looks = look_at(full)
        tell("\n" + told(looks))
    if INBOX in options.only:
        with admin(servers) as connection:
            opened = measure_inbox(connection, full, options.leads)
        wrong = inbox_faults(opened)
        tell("\n" + inbox_table(opened))
    if CAMPAIGNS in options.only:
        with admin(servers) as connection:
            timed, read = measure_campaigns(connection, full)
        wrong += campaign_faults(timed, read)
        tell("\n" + campaign_table(timed, read))
    return looks, wrong


def large(servers: Servers, full: BenchClinic, options: Options, tell: Tell) -> tuple[list[Timed], list[str]]:
    """What is done to many leads: by the product itself, by people, by sequences."""
    parts = {
        UPKEEP: (measure_upkeep, upkeep_faults, lambda found: upkeep_table(found, options.leads)),
        BULK: (measure_bulk, bulk_faults, bulk_table),
        SEQUENCES: (measure_sequences, sequence_faults, sequence_table),
    }
    timed, wrong = [], []
    for name, (measured, faulty, shown) in parts.items():
        if name in options.only:
            with admin(servers) as connection:
                found = measured(connection, full.schema)
            timed, wrong = [*timed, *found], wrong + faulty(found)
            tell("\n" + shown(found))
    return timed, wrong


def intake(
    servers: Servers, ours: Web, clinics: tuple[BenchClinic, BenchClinic], options: Options, tell: Tell
) -> tuple[dict[str, Result], list[str]]:
    """Ours beside the floors; and what makes the figures worthless."""
    with admin(servers) as connection:
        connection.execute(TABLE)
        connection.execute(GRANTS.format(role=APP))
    before = rows(servers, *clinics)
    with web(FLOORS) as (floor, floor_process):
        tell(f"measuring with {generator()} ...")
        clocks = Clocks(clock(floor_process, ours[1]), clock(*processes(servers)))
        results = measure([*floors(floor), *products(ours[0], *clinics)], options, tell, clocks)
    after = rows(servers, *clinics)
    added = {name: after[name] - before[name] for name in (OURS, FULL_CLINIC)}
    wrong = faults({name: results[name] for name in added}, added, options)
    return results, wrong + floor_faults(results, after["floor"])


def processes(servers: Servers) -> list[int]:
    return [server.identity.pid for server in (servers.postgres, servers.redis)]


def floors(port: int) -> list[Target]:
    return [Target(name, port, f"/{name}", "floor.example", os.environ["BENCH_KEY"]) for name in FLOOR_NAMES]


def products(port: int, empty: BenchClinic, full: BenchClinic) -> list[Target]:
    pairs = [(OURS, empty), (FULL_CLINIC, full)]
    return [Target(name, port, PATH, clinic.host, clinic.key) for name, clinic in pairs]


def fill_up(servers: Servers, full: BenchClinic, port: int, options: Options, tell: Tell) -> None:
    """One lead comes in as all do, and is the pattern of the others."""
    tell(f"filling a clinic with {options.leads:,} leads ...")
    headers = {"Host": full.host, "X-API-Key": full.key, "Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{PATH}", body_of(0), headers)
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        pattern = json.load(answer)["lead_id"]
    with admin(servers) as connection:
        fill(connection, full.schema, pattern=pattern, leads=options.leads)


def two_at_once(servers: Servers, full: BenchClinic, port: int, options: Options, tell: Tell) -> SideBySide:
    """Files of the full clinic and of a smaller one, whose leads can be told apart."""
    beside = make_clinic("Beside", "beside")
    fill_up(servers, beside, port, replace(options, leads=min(options.leads, SMALL + SMALL // 10)), tell)
    with admin(servers) as connection:
        mark_all(connection, beside.schema)
    found = measure_side_by_side(full.schema, beside.schema)
    tell("\n" + side_by_side_table(found))
    return found


def many_and_few(
    servers: Servers, full: BenchClinic, port: int, options: Options, tell: Tell
) -> tuple[Timed, list[str]]:
    """Sequences of the full clinic and of one of a few leads, which waits."""
    few = make_clinic("Few", "few")
    fill_up(servers, few, port, replace(options, leads=FEW), tell)
    with admin(servers) as connection:
        found = measure_fairness(connection, full.schema, few.schema)
    tell("\n" + fairness_table(found))
    return Timed(f"{found.few} sent beside {found.many:,}", found.few, found.sent), fairness_faults(found)


def rows(servers: Servers, empty: BenchClinic, full: BenchClinic) -> dict[str, int]:
    where = {OURS: (empty.schema, LEAD), FULL_CLINIC: (full.schema, LEAD), "floor": (SCHEMA, "lead")}
    with admin(servers) as connection:
        return {
            name: connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(*place))).fetchone()[
                0
            ]
            for name, place in where.items()
        }


def floor_faults(results: dict[str, Result], found: int) -> list[str]:
    """The floors share a table, so they are counted together."""
    four = [results[name] for name in FLOOR_NAMES]
    answers = sum(result.requests for result in four)
    wrong = [f"the floors: {answers} answers, {found} rows"] if found < answers else []
    refused = sum(result.refused + result.broken for result in four)
    return wrong + ([f"the floors: {refused} answers other than 201"] if refused else [])
