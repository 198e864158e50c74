"""docs/hazards.md against the code: every hazard we cite has a row, every row a test that exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("crm", "leads", "comms", "attribution", "tenants", "billing", "templates", "docker")
# What the issue names, whether or not the code cites it.
NAMED = {f"T{number}" for number in range(1, 21)} | {f"M{number}" for number in range(1, 10)}
ROW = re.compile(r"^\| (?P<id>[A-Z]+\d+) \| (?P<rule>.+?) \| (?P<proof>.+) \|$", re.MULTILINE)
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
# "H:T3, T4, M4, M5, M6" and "H:S1-S17" name more than one.
CITED = re.compile(r"H:([A-Z]+\d+(?:(?:, | to |-| and )[A-Z]+\d+)*)")


@cache
def rows():
    return {row["id"]: row for row in ROW.finditer((ROOT / "docs" / "hazards.md").read_text())}


def cited_in(text):
    for group in CITED.findall(text):
        ids = re.findall(r"[A-Z]+\d+", group)
        if len(ids) == 2 and ("to" in group or "-" in group):
            letters = ids[0].rstrip("0123456789")
            first, last = (int(name.removeprefix(letters)) for name in ids)
            ids = [f"{letters}{number}" for number in range(first, last + 1)]
        yield from ids


def cited():
    """{hazard: one file that cites it}"""
    found = {}
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.*"):
            if path.suffix in {".py", ".html", ".js", ".css", ".yml", ".sh"} and path != Path(__file__).resolve():
                for name in cited_in(path.read_text()):
                    found.setdefault(name, path.relative_to(ROOT).as_posix())
    return found


@cache
def functions_of(path):
    file = ROOT / path
    return (
        {n.name for n in ast.parse(file.read_text()).body if isinstance(n, ast.FunctionDef)}
        if file.exists()
        else set()
    )


def test_every_hazard_that_the_issue_names_or_the_code_cites_has_a_row():
    wanted = dict.fromkeys(NAMED, "the issue") | cited()

    assert {name: place for name, place in wanted.items() if name not in rows()} == {}


def test_every_hazard_that_the_issue_names_has_a_test():
    assert {name for name in NAMED if not TEST.search(rows()[name]["proof"])} == set()


def test_every_test_that_a_row_names_exists():
    named = {(name, *test) for name, row in rows().items() for test in TEST.findall(row["proof"])}

    assert {(name, path, test) for name, path, test in named if test not in functions_of(path)} == set()


def test_a_row_without_a_test_says_what_it_comes_with():
    silent = [name for name, row in rows().items() if not TEST.search(row["proof"])]

    assert [name for name in silent if not rows()[name]["proof"].startswith("comes with ")] == []


def test_no_hazard_has_two_rows():
    ids = [row["id"] for row in ROW.finditer((ROOT / "docs" / "hazards.md").read_text())]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("(H:T2)", ["T2"]),
        ("H:K5, G13; F:T4", ["K5", "G13"]),
        ("(H:M4 to M6)", ["M4", "M5", "M6"]),
        ("H:S1-S3", ["S1", "S2", "S3"]),
        ("F:T4 and HOUSE 3", []),
    ],
)
def test_citations_are_read_as_they_are_written(text, ids):
    assert list(cited_in(text)) == ids
