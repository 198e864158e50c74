"""Text files in any alphabet and dialect (H:I6, F:I8)."""

import csv
import string
from contextlib import suppress
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.lib.errors import HouseError, InvalidData, TooLarge, Unreadable
from leads.services.importing.files import ALPHABETS, DELIMITERS, read_file
from leads.services.importing.files.text import text_records

NAMES = {
    "sq": [("Gëzim", "Hoxha"), ("Çlirim", "Këlliçi")],
    "it": [("Nicolò", "Forlì"), ("Città", "D'Angelo")],
    "tr": [("Ayşe", "Yılmaz"), ("İbrahim", "Gökçe"), ("Uğur", "Işık")],
    "de": [("Jürgen", "Groß"), ("Bärbel", "Öztürk")],
    "fr": [("Gaëlle", "Lefèvre"), ("François", "Forêt")],
    "es": [("Íñigo", "Muñoz"), ("José", "Peña")],
    "pt": [("João", "Gonçalves"), ("Conceição", "Simões")],
    "pl": [("Łukasz", "Wiśniewski"), ("Małgorzata", "Dąbrowska")],
    "hr": [("Željko", "Kovačević"), ("Đurđa", "Šimić")],
    "cs": [("Jiří", "Dvořák"), ("Luděk", "Šťastný")],
    "hu": [("Győző", "Szűcs"), ("Ágnes", "Kőműves")],
    "ru": [("Иван", "Петров"), ("Ольга", "Щербакова")],
    "uk": [("Олексій", "Шевченко"), ("Ірина", "Галаґан")],
    "el": [("Γιώργος", "Παπαδόπουλος")],
    "ar": [("محمد", "الحسن"), ("فاطمة", "علي")],
}
ANY = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]
OWN = {
    "sq": ["cp1252", "cp1250", "mac-roman"],
    "it": ["cp1252", "iso8859-15", "mac-roman"],
    "tr": ["cp1254", "iso8859-9"],
    "de": ["cp1252", "cp1250", "mac-roman"],
    "fr": ["cp1252", "mac-roman"],
    "es": ["cp1252", "mac-roman"],
    "pt": ["cp1252"],
    "pl": ["cp1250", "iso8859-2"],
    "hr": ["cp1250", "iso8859-2"],
    "cs": ["cp1250"],
    "hu": ["cp1250"],
    "ru": ["cp1251", "koi8-r", "iso8859-5"],
    "uk": ["cp1251"],
    "el": ["cp1253"],
    "ar": ["cp1256"],
}
# Each alphabet in a dialect of its own: delimiters and ends of line take turns.
FILES = [
    (tongue, alphabet, ",;\t|"[turn % 4], ["\r\n", "\n", "\r"][turn % 3])
    for turn, (tongue, alphabet) in enumerate(
        [(tongue, one) for tongue in OWN for one in OWN[tongue]]
        + [(tongue, ANY[turn % 4]) for turn, tongue in enumerate(NAMES)]
    )
]


@pytest.fixture
def written(tmp_path):
    def write(body, name="list.csv"):
        path = tmp_path / "file"
        path.write_bytes(body.encode() if isinstance(body, str) else body)
        return read_file(path, name)

    return write


def test_forty_files_are_forty_files():
    assert len(set(FILES)) >= 40


@pytest.mark.parametrize(("tongue", "alphabet", "delimiter", "end"), FILES)
def test_names_in_any_alphabet_and_dialect_are_read_as_they_were_written(written, tongue, alphabet, delimiter, end):
    rows = [("First", "Last", "Phone"), *[(*names, "+39 333 1234567") for names in NAMES[tongue]]]
    text = "".join(delimiter.join(row) + end for row in rows)

    sheet = written(text.encode(alphabet))

    assert sheet.header == rows[0]
    assert [line.cells for line in sheet.rows()] == rows[1:]
    assert sheet.row_count == len(rows) - 1


_CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)


@given(
    rows=st.lists(st.lists(_CELL, min_size=3, max_size=3).filter(any), min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\r\n", "\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
@settings(max_examples=150)
def test_what_a_writer_of_csv_writes_is_what_is_read(tmp_path_factory, rows, delimiter, end, quoting):
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows([["a", "b", "c"], *rows])
    path = tmp_path_factory.mktemp("csv") / "file"
    path.write_bytes(out.getvalue().encode())

    sheet = read_file(path, "x.csv", delimiter=delimiter)

    assert sheet.header == ("a", "b", "c")
    assert [_bare(line.cells) for line in sheet.rows()] == [_bare(row) for row in rows]


def _bare(cells):
    return [cell.strip(" ") for cell in cells]


@given(
    st.lists(st.text(string.ascii_letters + ",;|\" '", min_size=1, max_size=9), min_size=2, max_size=5, unique=True)
)
@settings(max_examples=60)
def test_the_delimiter_is_found_whatever_stands_between_quotation_marks(tmp_path_factory, cells):
    header = [f"col{number}" for number, _cell in enumerate(cells)]
    for delimiter in ",;\t|":
        out = StringIO()
        csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([header, cells, cells, cells])
        path = tmp_path_factory.mktemp("csv") / "file"
        path.write_text(out.getvalue())

        assert read_file(path, "x.csv").header == tuple(header)


def test_one_odd_line_is_a_row_to_correct_and_the_others_keep_their_alphabet(written):
    good = "Name;Town\nNicolò;Forlì\n".encode()
    sheet = written(good + "Jürgen;Köln\n".encode("cp1252") + "Ayşe;İzmir\n".encode())

    assert [(line.cells, line.doubts) for line in sheet.rows()] == [
        (("Nicolò", "Forlì"), ()),
        (("Jürgen", "Köln"), ("undecodable",)),
        (("Ayşe", "İzmir"), ()),
    ]


def test_a_quotation_mark_that_nobody_closed_costs_one_row(written):
    sheet = written('Name,Note\n"Anna,hello\nBerta,world\n' + "Carla,x\n" * 300)
    rows = list(sheet.rows())

    assert rows[0].doubts == ("unclosed",)
    assert rows[1].cells == ("Berta", "world")
    assert len(rows) == sheet.row_count == 302


@pytest.mark.parametrize(
    ("text", "header", "first"),
    [
        ("sep=;\r\nA;B\r\n1;2\r\n", ("A", "B"), (2, ("1", "2"))),
        ("Leads of October\n\nA;B\n1;2\n", ("A", "B"), (4, ("1", "2"))),
        ("A;;A;\n1;2;3;4\n", ("A", "Column 2", "A (2)", "Column 4"), (2, ("1", "2", "3", "4"))),
        ("A;B;;\n1;2;;\n", ("A", "B"), (2, ("1", "2"))),
        ("A,B\n1\n", ("A", "B"), (2, ("1", ""))),
        ("anna@example.it;333\nb@example.it;334\n", ("Column 1", "Column 2"), (1, ("anna@example.it", "333"))),
        ('A;B\n"two\nlines";2\n', ("A", "B"), (2, ("two\nlines", "2"))),
        ("Name\nAnna\n", ("Name",), (2, ("Anna",))),
    ],
)
def test_the_header_is_found_and_each_column_has_one_name(written, text, header, first):
    sheet = written(text)
    line = next(sheet.rows())

    assert (sheet.header, (line.number, line.cells)) == (header, first)


def test_more_cells_than_columns_and_texts_too_long_are_seen(written):
    rows = list(written("A,B\n1,2,3\n" + "x" * 6000 + ",2\n").rows())

    assert rows[0].doubts == ("too_many_cells",)
    assert rows[1].doubts == ("cut",)
    assert len(rows[1].cells[0]) == 5000


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b"", InvalidData),
        (b" \r\n \r\n", InvalidData),
        (b"A;B\n", InvalidData),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Unreadable),
        (b"%PDF-1.7", Unreadable),
        (b"<html><table>", Unreadable),
        (b"A\n" + b"1\n" * 50_001, TooLarge),
        (b";".join([b"A"] * 501) + b"\n1\n", TooLarge),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(written, body, refusal):
    with pytest.raises(refusal):
        written(body)


def test_a_file_above_the_limit_is_refused_before_it_is_read(written, settings):
    settings.MAX_CSV_SIZE_MB = 1

    with pytest.raises(TooLarge, match="1 MB"):
        written(b"A;B\n" + b"1;2\n" * 300_000)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(",;\t|"),
    st.lists(st.lists(st.text(" a'\\é.,;\t|\x0b\x85", max_size=4), min_size=3, max_size=3), min_size=1, max_size=4),
)
def test_a_line_without_quotation_marks_is_read_as_the_reader_of_the_library_would(
    tmp_path_factory, delimiter, rows
):
    path = tmp_path_factory.mktemp("plain") / "file"
    text = "\r\n".join(delimiter.join(row) for row in [["Name", "Mail", "Phone"], *rows])
    path.write_bytes(text.encode())
    wanted = csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    assert [record.cells for record in text_records(path, "utf-8", delimiter, 0)] == [
        row for row in wanted if any(row)
    ]


@settings(max_examples=40, deadline=None)
@given(
    st.binary(min_size=1, max_size=80) | st.text("Aé;,\n\0", min_size=1).map(lambda text: text.encode("utf-16-be")),
    st.sampled_from([*ALPHABETS, "utf-16"]),
    st.sampled_from([*DELIMITERS]),
)
def test_a_file_is_read_or_refused_whatever_somebody_says_of_it(tmp_path_factory, body, encoding, delimiter):
    path = tmp_path_factory.mktemp("said") / "file"
    path.write_bytes(body)

    with suppress(HouseError):
        sheet = read_file(path, "list.csv", encoding=encoding, delimiter=delimiter)
        for text in [*sheet.header, *(cell for line in sheet.rows() for cell in line.cells)]:
            assert text.encode() or not text
            assert "\0" not in text


@pytest.mark.parametrize("alphabet", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_whether_it_says_its_order_or_not(tmp_path, alphabet):
    path = tmp_path / "file"
    path.write_bytes("Name;Phone\nGëzim;12\n".encode(alphabet))

    sheet = read_file(path, "list.csv", encoding="utf-16", delimiter=";")

    assert [line.cells for line in sheet.rows()] == [("Gëzim", "12")]
