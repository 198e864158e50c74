"""Packed files that are made to break their reader (H:I1, I2): refused in words, by a process that stays small."""

import io
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from crm.lib.errors import HouseError
from leads.services.importing.files import read_file
from leads.services.importing.files.packed import PROGRAM, ROOT

MEGABYTE = 1024**2


def sheet_of(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(name, body, *, more=()):
    """A sound sheet in which one part is another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet_of(["Name"], ["Anna"]))) as sound:
        parts = {entry: sound.read(entry) for entry in sound.namelist()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry, inside in (parts | {name: body} | dict(more)).items():
            packed.writestr(entry, inside)
    return out.getvalue()


def only(name, body):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, body)
    return out.getvalue()


def rows_xml(cells):
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return head + cells + "</sheetData></worksheet>"


def lying(body):
    """The directory says that the part is small."""
    at = body.rfind(b"PK\x01\x02", 0, body.rfind(b"xl/worksheets/sheet1.xml"))
    return body[: at + 24] + (900).to_bytes(4, "little") + body[at + 28 :]


PLACE = "xl/worksheets/sheet1.xml"
BLANK = b" " * MEGABYTE
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def many_rows(count):
    return rows_xml("".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, count)))


def bombs():
    yield "deflated", lambda: with_part("xl/media/a.bin", BLANK * 60)
    yield "nested", lambda: only("a.zip", with_part("xl/media/a.bin", BLANK * 60))
    yield "lying", lambda: lying(with_part(PLACE, rows_xml("") + " " * 60 * MEGABYTE))
    yield "entries", lambda: with_part("x", "", more=[(f"x{n}", "") for n in range(200)])
    yield "wide", lambda: with_part(PLACE, rows_xml('<row r="1"><c r="XFD1"><v>1</v></c></row>'))
    yield (
        "corners",
        lambda: with_part(
            PLACE,
            rows_xml(
                '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
            ),
        ),
    )
    yield "strings", lambda: with_part("xl/sharedStrings.xml", f"<sst>{'<si><t>a</t></si>' * 2_900_000}</sst>")
    yield "laughs", lambda: with_part(PLACE, f'<!DOCTYPE w [<!ENTITY l0 "ha">{LAUGHS}]>' + rows_xml("&l9;"))
    yield (
        "outside",
        lambda: with_part(PLACE, '<!DOCTYPE w [<!ENTITY x SYSTEM "http://127.0.0.1/">]>' + rows_xml("")),
    )
    yield "rows", lambda: with_part(PLACE, many_rows(400_000))


# Runs the reader and tells how many kilobytes it held at most: a small process in between, for a forked one counts
# what its parent holds.
MEASURED = (
    "import resource, subprocess, sys; "
    "subprocess.run([sys.executable, *sys.argv[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); "
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)


@pytest.mark.parametrize(("name", "made"), bombs(), ids=[name for name, _made in bombs()])
def test_a_bomb_is_refused_in_words_by_a_reader_that_stays_small(tmp_path, name, made):
    path = tmp_path / "bomb"
    path.write_bytes(made())

    with pytest.raises(HouseError):
        read_file(path, "leads.xlsx")

    program = [sys.executable, "-c", MEASURED, "-E", "-s", "-m", PROGRAM, "xlsx", str(path)]
    held = subprocess.run(program, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    assert int(held) < 150 * 1024, "kilobytes"


def test_a_large_sheet_that_is_none_is_read(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(with_part(PLACE, many_rows(50_000)))

    assert read_file(path, "leads.xlsx").row_count == 49_998
