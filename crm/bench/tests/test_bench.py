"""The bench runs from end to end and says when its figures mean nothing. How fast we are is not tested."""

import json
import os
import socket
import subprocess
import sys
from dataclasses import replace

import pytest

from crm.bench import sender
from crm.bench.options import Options, read
from crm.bench.report import FULL_CLINIC, OURS, table
from crm.bench.rounds import Result, faults
from crm.bench.side_by_side import SMALL_FILES, File, SideBySide, side_by_side_faults, side_by_side_table
from crm.bench.upkeep import Timed, upkeep_faults, upkeep_table
from crm.testing.people import host_of, key_of
from leads.models import Lead
from tenants.context import clinic_context

NAMES = ["raw", "lean", "leandrf", "full", OURS, FULL_CLINIC]


@pytest.fixture
def options(tmp_path):
    return Options(leads=20, seconds=1.0, rounds=1, connections=2, folder=tmp_path)


def result(**more):
    good = {
        "rate": 100.0,
        "p50": 1.0,
        "p99": 2.0,
        "web": 1.0,
        "stores": 1.0,
        "requests": 10,
        "refused": 0,
        "broken": 0,
    }
    return Result(**good | more)


def test_a_run_measures_every_candidate_and_writes_it_down(options):
    command = [sys.executable, "-m", "crm.bench", "--leads", "20", "--seconds", "1", "--rounds", "1"]
    without = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REDIS_"))}

    done = subprocess.run(
        [*command, "--connections", "2", "--folder", str(options.folder)],
        capture_output=True, text=True, timeout=240, env=without,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    (file,) = options.folder.iterdir()
    told = json.loads(file.read_text())
    assert list(told["results"]) == NAMES
    assert told["wrong"] == []
    exported = {one["rows"] for one in told["export"]}
    assert len(exported) == 1  # the same leads in each file, and beside it
    assert min(exported) >= 20
    beside = told["side by side"]["files"]
    assert [(one["rows"], one["foreign"]) for one in beside] == [(one["wanted"], 0) for one in beside]
    assert len(beside) == 1 + SMALL_FILES
    upkeep = {one["name"]: one["rows"] for one in told["upkeep"]}
    assert upkeep["claimed and queued"] >= 20 <= upkeep["the same, once written to"]
    assert (upkeep["decay again"], upkeep["rescoring again"]) == (0, 0)
    assert upkeep["decay, all are due"] >= 20 <= upkeep["rescoring"]
    assert all(one["database"] > 0 and one["server"] > 0 for one in told["finding"].values())
    assert list(told["finding"])[:3] == ["list first page", "filter", "search"]
    assert all(one["requests"] > 0 and one["web"] > 0 for one in told["results"].values())


def test_the_generator_of_ours_counts_what_the_clinic_got(web, fresh_clinic):
    clinic = fresh_clinic()
    key, host = key_of(clinic), host_of(clinic)

    turn = sender.run((web.port, "/api/v1/leads", host, key), seconds=0.5, connections=2, first=0)

    with clinic_context(clinic):
        stored = Lead.objects.count()
    assert (turn.refused, turn.broken) == (0, 0)
    assert 0 < turn.requests <= stored <= turn.requests + 2
    assert 0 < turn.p50 <= turn.p99


def test_an_answer_in_pieces_is_heard_to_its_end():
    here, there = socket.socketpair()
    line = sender.Line.__new__(sender.Line)
    line.socket, line.heard = here, b""
    told = []
    for piece in (b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n", b"2\r\n{}\r\n", b"0\r\n\r\n"):
        there.sendall(piece)
        told.append(line.hear())

    assert told == [None, None, 201]


def test_an_answer_that_is_no_201_is_counted(web, fresh_clinic):
    clinic = fresh_clinic()

    turn = sender.run((web.port, "/api/v1/leads", host_of(clinic), "no-key"), seconds=0.2, connections=1, first=0)

    assert turn.refused == turn.requests > 0


@pytest.mark.parametrize(
    ("rows", "more"),
    [(10, {"refused": 1}), (10, {"broken": 1}), (9, {}), (15, {})],
    ids=["refused", "broken", "a row is missing", "rows nobody asked for"],
)
def test_figures_that_mean_nothing_are_called_so(options, rows, more):
    assert faults({OURS: result(**more)}, {OURS: rows}, options)


def test_a_second_run_that_changes_rows_means_nothing():
    first, again = Timed("decay, all are due", 10, 0.1, 2.0), Timed("decay again", 0, 0.1, 0.5)

    assert upkeep_faults([first, again]) == []
    assert upkeep_faults([first, replace(again, rows=1)])
    assert upkeep_faults([replace(first, rows=0), again])
    assert "decay again" in upkeep_table([first, again], 20)


def test_a_file_that_is_not_whole_or_not_its_own_or_cost_too_much_is_a_fault():
    good = File("the full clinic", 10, 10, 0, 1.0)

    assert side_by_side_faults(SideBySide([good], 142.0)) == []
    for file, megabytes in ((replace(good, rows=9), 1.0), (replace(good, foreign=1), 1.0), (good, 300.0)):
        assert len(side_by_side_faults(SideBySide([file], megabytes))) == 1
    assert "142 MB" in side_by_side_table(SideBySide([good], 142.0))


def test_answers_under_way_at_the_end_are_no_fault(options):
    assert faults({OURS: result()}, {OURS: 14}, options) == []


def test_the_table_sets_ours_beside_limit_and_floors(options):
    results = {name: result() for name in NAMES} | {OURS: result(rate=70.0), FULL_CLINIC: result(rate=65.0)}

    said = table(results, options)

    assert "ours of full: 70%" in said
    assert "the least 80%: missed" in said
    assert "ours, full of ours: 93%" in said


def test_a_quick_run_or_some_parts_of_it_can_be_asked_for():
    assert read(["--leads", "100000"]).leads == 100_000
    assert read(["--only", "finding,upkeep"]).only == ("finding", "upkeep")
    for wrong in (["--leads", "0"], ["--only", "finding,nothing"]):
        with pytest.raises(SystemExit):
            read(wrong)
