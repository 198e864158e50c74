"""Slots are filled in one pass, with text, by name alone: nothing in a value or a text is looked up (H:X3, X4)."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crm.testing.hostile import PAYLOADS
from tenants.notices.services.words import filled

SLOT = re.compile(r"%\(\w+\)s")
NAMES = ("who", "what", "__class__", "0")
# Text, and what wants to be a slot or a template in it.
TEXT = st.one_of(
    st.text(max_size=30),
    st.sampled_from([f"%({name})s" for name in NAMES] + ["%s", "%(", "%", "{who}", "{{ who }}", "{% debug %}"]),
    st.sampled_from(PAYLOADS),
)
VALUES = st.dictionaries(st.sampled_from(NAMES), TEXT, max_size=4)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.tuples(TEXT, st.sampled_from(NAMES)), max_size=5), VALUES)
@example([("", "who"), ("", "what")], {"who": "%(what)s", "what": "%(who)s"})
def test_each_slot_is_filled_once_and_a_value_is_never_read_again(parts, about):
    plain = [(re.sub("%", "", text), name) for text, name in parts]
    text = "".join(f"{before}%({name})s" for before, name in plain)

    assert filled(text, about) == "".join(before + about.get(name, "") for before, name in plain)


@settings(max_examples=300, deadline=None)
@given(TEXT, VALUES)
def test_a_text_without_a_slot_is_what_it_is(text, about):
    assert SLOT.search(text) or filled(text, about) == text


@settings(max_examples=300, deadline=None)
@given(TEXT, st.one_of(st.none(), st.integers(), TEXT, st.lists(TEXT, max_size=2)))
def test_without_values_slots_are_left_out(text, about):
    assert filled(text, about) == SLOT.sub("", text)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_value_stands_there_as_it_is(payload):
    assert filled("%(who)s wrote again", {"who": payload}) == f"{payload} wrote again"
