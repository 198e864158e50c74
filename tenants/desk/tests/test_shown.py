from datetime import UTC, datetime, timedelta

import pytest

from tenants.desk.templatetags.desk_shown import ago, duration_of, duration_since, initials

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "now"),
        (59, "now"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (7800, "2 h 10"),
        (7500, "2 h 05"),
        (35999, "9 h 59"),
        (36001, "10 h"),
        (86399, "23 h"),
        (86400, "1 d"),
        (3 * 86400 + 5, "3 d"),
    ],
)
def test_a_duration_has_at_most_two_numbers(seconds, words):
    assert duration_since(NOW - timedelta(seconds=seconds), NOW) == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(1, "1 min"), (90, "1 h 30"), (1440, "1 d"), (2160, "1 d 12 h"), (525_600, "365 d")]
)
def test_of_minutes_nothing_is_left_out(minutes, words):
    assert duration_of(minutes) == words


def test_at_the_end_of_a_sentence_it_is_ago():
    assert ago(NOW - timedelta(minutes=5), NOW) == "5 min ago"
    assert ago(NOW, NOW) == "just now"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Marco Bellini", "MB"),
        ("Maria de la Cruz", "MC"),
        ("Moreau", "M"),
        ("<b>Eve</b> O'Neil", "BO"),
        ("+39 333 111", "3"),
        ("eve@example.com", "E"),
        ("…", "?"),
        ("", "?"),
    ],
)
def test_initials_are_letters_whatever_somebody_typed(name, letters):
    assert initials(name) == letters
