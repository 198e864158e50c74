import io

import pytest

from crm.run.output import Lines, say


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_that_comes_in_pieces_is_written_once_with_its_name():
    output = io.StringIO()
    lines = Lines("web", output)

    for piece in (b"hel", b"lo\nwor", b"ld"):
        lines({"data": piece})
    lines.close()

    assert output.getvalue() == "web        | hello\nweb        | world\n"


def test_a_letter_that_is_cut_in_two_stays_one_letter():
    output = io.StringIO()
    lines = Lines("web", output)

    for piece in "çok\n".encode():
        lines({"data": bytes([piece])})

    assert output.getvalue() == "web        | çok\n"


def test_bytes_that_are_no_text_do_no_harm():
    output = io.StringIO()

    Lines("web", output)({"data": b"\xff\xfe\n"})

    assert "\ufffd" in output.getvalue()


@pytest.mark.parametrize(("no_colour", "coloured"), [("", True), ("1", False)])
def test_a_terminal_gets_colours_unless_it_wants_none(
    monkeypatch: pytest.MonkeyPatch, no_colour: str, coloured: bool
):
    monkeypatch.setenv("NO_COLOR", no_colour)
    output = Terminal()

    say("hello", output=output)

    assert ("\033[" in output.getvalue()) is coloured


def test_a_file_gets_no_colours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    output = io.StringIO()

    say("hello", output=output)

    assert output.getvalue() == "bridgework | hello\n"


def test_a_closed_terminal_stops_nothing():
    output = io.StringIO()
    output.close()

    say("hello", output=output)
