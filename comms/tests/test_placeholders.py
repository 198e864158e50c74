"""Places in texts that staff write: a closed list, one pass, nothing read twice (H:X3, X4, X5)."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comms.services.placeholders.filling import LONGEST_VALUE, MOST, fill
from comms.services.placeholders.known import KNOWN, missing_said
from comms.services.placeholders.reading import LONGEST_LINK, place, read
from crm.lib.errors import InvalidData

VALUES = {"first_name": "Anna", "clinic_name": "Tirana Smile", "clinic_secret": "CANARY"}
HOSTILE = [
    start + inside + end
    for start, end in (("{", "}"), ("{{", "}}"), ("{% ", " %}"), ("${", "}"))
    for inside in (
        *("lead.x", "7*7", "debug", "0", "", " ", "first_name!r:>9999999", "first_name.__class__", "first_name[0]"),
        *("lead", "settings.SECRET_KEY", "request", "self", "config", "0.__class__.__mro__", "__import__('os')"),
        *("first_name:>99999999999", "first_name!s", "FIRST_NAME", "First_name", "first name", "first-name", "%s"),
        *(
            "load log",
            "include 'x'",
            "csrf_token",
            "first_name|safe.x}{lead",
            "cycler",
            "url_for",
            "link:javascript:a",
        ),
        *("link:http://x.example", "link://x.example", "link:https:x", "link:https://a@b.example", "link:data:x,y"),
        *("link:https://x.example\\@b", "link:https://x", "link:https://[", "link:https://x.example/a b", "link:"),
        *("link:https://b.example:0/", "link:file:///etc/passwd", "link:https://x.example:99999", "ｆirst_name"),
        *("first_name\x00", "first_n\u0430me", "lead|safe", "clinic_secret", "clinic_secret|x", "42|first_name"),
    )
]


def filled(text, values=VALUES):
    return fill(read(text, KNOWN), values)


def test_places_get_their_values_and_the_rest_stays_as_it_was_written():
    assert (
        filled("Hi {first_name}, this is { clinic_name }: 100% :-} {").text
        == "Hi Anna, this is Tirana Smile: 100% :-} {"
    )


def test_what_is_no_place_of_the_list_is_refused_or_stays_a_text():
    assert len(set(HOSTILE)) >= 200

    for payload in HOSTILE:
        with suppress(InvalidData):
            text = filled(f"before {payload} after").text
            # nothing was computed: at most a place of the list has its value
            assert text.replace("Anna", "{first_name}") == f"before {payload} after"


def test_a_slip_is_told_with_what_was_probably_meant():
    with pytest.raises(InvalidData, match=r"\{frist_name\}. Did you mean \{first_name\}"):
        read("Hi {frist_name}", KNOWN)


@given(st.text(alphabet="{}|:._first_namelnk %!0é", max_size=24))
@settings(max_examples=10_000, deadline=None)
def test_whatever_is_written_is_filled_within_bounds_or_refused(text):
    said = f"{text}{{first_name}}{text}"
    try:
        found = fill(read(said, KNOWN), VALUES | {"first_name": said})
    except InvalidData:
        return

    assert len(found.text) <= min(MOST, len(said) * LONGEST_VALUE)
    assert "CANARY" not in found.text


@pytest.mark.parametrize(
    "value", ["{clinic_name}", "{clinic_secret}", "{{first_name}}", "{first_name", "%(x)s {0}"]
)
def test_a_value_is_never_read_again(value):
    assert filled("{first_name}}", VALUES | {"first_name": value}).text == value + "}"


def test_a_missing_value_takes_the_other_words_or_is_told():
    known = filled("Dear {last_name|patient}, your {treatment} at {price_range}")

    assert known.text.startswith("Dear patient")
    assert known.missing == ("treatment", "price_range")
    assert "{treatment}, {price_range}" in missing_said(known.missing)


def test_a_value_comes_on_one_line_and_not_longer_than_a_name():
    assert filled("{first_name}", {"first_name": "Anna\r\nBcc: all"}).text == "Anna Bcc: all"
    assert len(filled("{first_name}", {"first_name": "a" * 5000}).text) == LONGEST_VALUE


def test_a_text_that_grows_too_long_is_refused():
    with pytest.raises(InvalidData, match="more than"):
        filled("{first_name}" * 200, {"first_name": "a" * 200})


def test_a_place_is_kept_as_it_was_written_and_read_back():
    for written in ("first_name", "first_name|you", "first_name|", "link:https://clinic.example/a"):
        assert place(written, KNOWN).written == written
    with pytest.raises(InvalidData, match="400"):
        place("link:https://clinic.example/" + "a" * LONGEST_LINK, KNOWN)


def test_each_place_says_what_it_means():
    assert all(str(means) for means in KNOWN.values())
