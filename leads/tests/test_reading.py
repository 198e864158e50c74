"""The contract's fields, one by one: what is kept fits, and only what a person must mend is refused (F:I1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.services.reading import FIRST_TOUCH, LIMITS, TYPED, looks_automatic, read_fields, read_told

CLICKS = ["fbclid", "gbraid", "gclid", "ttclid", "wbraid"]
MARIO = {"first_name": "Mario", "email": "mario@example.com"}


@pytest.mark.parametrize("field", sorted(TYPED))
def test_a_text_that_grows_when_it_is_composed_is_measured_afterwards(field):
    doubled = "\u0958"  # one character that NFC writes as two

    fields, problems = read_fields({field: doubled * LIMITS[field]})

    assert (fields, list(problems)) == ({}, [field])


@pytest.mark.parametrize("field", sorted(LIMITS.keys() - TYPED))
@pytest.mark.parametrize("value", ["g" * 10_240, "\u0958" * 5000, ["a", "list"], {"an": "object"}, True])
def test_what_no_lead_hangs_on_is_cut_or_left_out_and_never_refused(field, value):
    fields, problems = read_fields(MARIO | {field: value})

    assert problems == {}
    assert len(fields.get(field, "")) in {0, LIMITS[field]} or fields[field] == "yes"
    assert read_told(fields, problems).first_name == "Mario"


@pytest.mark.parametrize("field", CLICKS)
@pytest.mark.parametrize(
    "value", ["g" * 513, "g" * 10_240, "abc 123", "abc'--", "=1+1", "<script>", "é", "abc%20", "a\nb", "{x}", ""]
)
def test_half_of_a_click_id_and_one_that_no_network_makes_are_left_out(field, value):
    fields, problems = read_fields({field: value})

    assert (fields, problems) == ({}, {})


@pytest.mark.parametrize("value", ["Cj0KCQ_abc-123", "E.C.P.v2", "1", "g" * 512])
def test_a_click_id_is_kept_to_the_sign(value):
    assert read_fields({"gclid": value})[0] == {"gclid": value}


@pytest.mark.parametrize(
    ("value", "kept"), [(True, "yes"), (False, "no"), ("I agree", "I agree"), (["x"], None), (None, None)]
)
def test_consent_is_yes_no_or_what_was_agreed_to(value, kept):
    assert read_fields({"consent": value})[0].get("consent") == kept


def test_a_message_keeps_its_lines_and_any_other_field_is_one():
    fields, _ = read_fields({"message": "Hello\r\n\r\n\x00\u202eWorld\n", "city": "Reggio\nEmilia"})

    assert fields == {"message": "Hello\n\nWorld", "city": "Reggio Emilia"}


def test_numbers_are_texts_too():
    assert read_fields({"phone": 393331112222, "name": 7})[0] == {"phone": "393331112222", "name": "7"}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=600),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*LIMITS, FIRST_TOUCH, "other"]), ANYTHING))
def test_whatever_is_sent_each_field_is_a_text_that_fits(data):
    fields, problems = read_fields(data)

    first = fields.pop(FIRST_TOUCH, {})
    assert all(0 < len(text) <= LIMITS[name] for name, text in fields.items())
    assert isinstance(first, dict)
    assert problems.keys() <= TYPED


@pytest.mark.parametrize("trap", ["https://robot.example", "x" * 500, ["x"], {"a": 1}, True, 7])
def test_whatever_fills_the_trap_is_a_robots(trap):
    assert looks_automatic({"company_website": trap})


@pytest.mark.parametrize("trap", ["", "  ", "\u200b", None, False, [], {}])
def test_an_empty_trap_is_not(trap):
    assert not looks_automatic({"company_website": trap})
