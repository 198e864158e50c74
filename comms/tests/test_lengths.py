"""How many messages an SMS is sent as (3GPP TS 23.038)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.services.lengths import segments


@pytest.mark.parametrize(
    ("text", "is_gsm", "count", "left"),
    [
        ("", True, 0, 160),
        ("a" * 160, True, 1, 0),
        ("a" * 161, True, 2, 145),
        ("a" * 306, True, 2, 0),
        ("a" * 307, True, 3, 152),
        ("€" * 80, True, 1, 0),
        ("€" * 81, True, 2, 143),
        ("ë" * 70, False, 1, 0),
        ("ë" * 71, False, 2, 63),
        ("😀" * 35, False, 1, 0),
        ("😀" * 36, False, 2, 61),
        ("ë" * 134, False, 2, 0),
        ("Përshëndetje", False, 1, 58),
        ("àèéìòù", True, 1, 154),
        ("İ", False, 1, 69),
    ],
)
def test_the_count_is_that_of_the_network(text, is_gsm, count, left):
    found = segments(text)

    assert (found.is_gsm, found.count, found.left) == (is_gsm, count, left)


def test_a_sign_of_two_units_never_stands_in_two_messages():
    assert segments("a" * 152 + "€" + "a" * 152).count == 3  # 306 units, and one lost at each end
    assert segments("ë" * 66 + "😀" + "ë" * 66).count == 3


def test_the_signs_that_made_it_dearer_are_named():
    assert segments("Merhaba İşte ş").costly == "İş"


@given(st.text(alphabet="aZ9€[]ëş😀\n", max_size=700))
def test_messages_hold_the_text_and_no_more_than_are_needed(text):
    found = segments(text)
    alone, each = (160, 153) if found.is_gsm else (70, 67)

    assert 0 <= found.left <= alone
    assert found.units <= (alone if found.count <= 1 else found.count * each)
    assert found.count <= 1 or found.units > (found.count - 1) * (each - 1)
