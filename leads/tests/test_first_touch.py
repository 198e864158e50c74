"""Where somebody came from the first time: what is usable is kept, nothing is refused (F:I5, H:L11)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.services.reading import LIMITS, VISIT, read_fields, read_told

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MARIO = {"first_name": "Mario", "phone": "+39333111222"}


def read(first_touch):
    fields, problems = read_fields(MARIO | {"first_touch": first_touch}, now=NOW)
    assert problems == {}
    assert read_told(fields, problems).first_name == "Mario"
    return fields.get("first_touch")


def test_each_field_of_a_visit_is_kept_with_its_time_in_utc():
    told = {name: f"of-{name}" for name in VISIT}

    assert read(told | {"at": "2026-11-01T10:00:00+02:00"}) == told | {"at": "2026-11-01T08:00:00+00:00"}


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        ("2026-11-21T11:59:00.123Z", "2026-11-21T11:59:00.123000+00:00"),
        ("2026-11-21T11:59:00", "2026-11-21T11:59:00+00:00"),
        ("2026-11-21T12:05:00Z", "2026-11-21T12:00:00+00:00"),
        ("2026-11-21T13:00:00Z", None),
        ((NOW - timedelta(days=399)).isoformat(), "2025-10-18T12:00:00+00:00"),
        ((NOW - timedelta(days=401)).isoformat(), None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("yesterday", None),
        (1_795_168_800, None),
        (None, None),
        (["2026-11-21"], None),
    ],
)
def test_a_time_is_kept_when_it_lies_in_the_last_400_days(at, kept):
    assert read({"utm_source": "google", "at": at}).get("at") == kept


@pytest.mark.parametrize(
    "value", [None, "", "google", 7, True, [], ["x"], {}, {"at": "2026-11-01"}, {"other": "x"}]
)
def test_what_says_nothing_of_a_visit_is_nothing(value):
    assert read(value) is None


def test_within_it_the_same_limits_hold_and_the_rest_is_left_out():
    kept = read({"utm_source": "x" * 10_240, "gclid": "g" * 10_240, "utm_term": {"a": 1}, "first_name": "Anna"})

    assert kept == {"utm_source": "x" * LIMITS["utm_source"]}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.datetimes().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*VISIT, "at", "x"]), inner),
    max_leaves=10,
)


def views(*told):
    fields, problems = read_fields(MARIO | {"form_views": list(told)}, now=NOW)
    assert problems == {}
    return [one["at"] for one in fields.get("form_views", ())]


def seen(days_ago):
    return {"utm_source": "google", "at": (NOW - timedelta(days=days_ago)).isoformat()}


def test_of_looks_at_a_form_the_latest_twenty_of_ninety_days_are_kept_in_order():
    kept = views(*(seen(days) for days in range(1, 95)), seen(3))

    assert kept == [seen(days)["at"] for days in range(20, 0, -1)]


@pytest.mark.parametrize(
    "told", [{}, "x", None, 7, {"at": NOW.isoformat()}, {"utm_source": "google"}, seen(91), [seen(1)]]
)
def test_what_is_no_look_at_a_form_is_left_out(told):
    assert views(told) == []


@given(ANYTHING)
def test_no_looks_at_a_form_cost_a_lead(value):
    fields, problems = read_fields(MARIO | {"form_views": value}, now=NOW)

    assert problems == {}
    assert isinstance(fields.get("form_views", []), list)


@given(ANYTHING)
def test_whatever_stands_there_costs_no_lead_and_each_text_fits(value):
    for name, text in (read(value) or {}).items():
        assert len(text) <= LIMITS.get(name, 40)
