import pytest

from crm.lib.row_ids import HIGHEST, row_id


@pytest.mark.parametrize("text", ["1", "007", str(HIGHEST)])
def test_a_number_that_a_row_can_have_is_read(text):
    assert row_id(text) == int(text)


@pytest.mark.parametrize(
    "text", [None, "", "0", "-1", "+1", "1.0", " 1", "1_0", "٣", "²", "x", "\x00", str(HIGHEST + 1), "9" * 5000]
)
def test_whatever_no_row_can_have_is_none(text):
    assert row_id(text) is None
