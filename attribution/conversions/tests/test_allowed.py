"""What is not in the list does not leave, whatever it is called and however deep it stands."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.conversions.services.allowed import (
    CLICK,
    DATA_MANAGER_EVENT,
    DECIMAL,
    HASH,
    NotAllowedOut,
    maybe,
    meta_event,
    passed,
    passed_row,
)

MARK = "All-on-4, said Maria"
META = {
    "event_name": "Qualified",
    "event_time": 1_763_630_130,
    "action_source": "system_generated",
    "user_data": {"lead_id": 1234567890123456, "em": ["a" * 64], "ph": ["b" * 64]},
    "custom_data": {"event_source": "crm", "lead_event_source": "Bridgework"},
}
GOOGLE = {
    "transactionId": "42:accepted",
    "eventTimestamp": "2026-11-20T10:15:30Z",
    "userData": {"userIdentifiers": [{"emailAddress": "a" * 64}, {"phoneNumber": "b" * 64}]},
    "consent": {"adUserData": "CONSENT_GRANTED", "adPersonalization": "CONSENT_DENIED"},
    "adIdentifiers": {"gclid": "Cj0KCQiAsdfg_BwE"},
    "currency": "EUR",
    "conversionValue": 3200.5,
    "eventSource": "OTHER",
}
WHOLE = [(META, meta_event(["Qualified"])), (GOOGLE, DATA_MANAGER_EVENT)]
anything = st.recursive(
    st.one_of(st.text(), st.integers(), st.floats(allow_nan=False), st.booleans(), st.none()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(("payload", "fields"), WHOLE)
def test_what_a_platform_takes_passes_as_it_is(payload, fields):
    assert passed(payload, fields) == payload


@pytest.mark.parametrize(("payload", "fields"), WHOLE)
def test_no_text_of_ours_passes_in_the_place_of_any_value(payload, fields):
    for path in places(payload):
        with pytest.raises(NotAllowedOut) as refused:
            passed(put(payload, path, MARK), fields)
        assert MARK not in str(refused.value)


@pytest.mark.parametrize(("payload", "fields"), WHOLE)
@given(name=st.text(min_size=1, max_size=20), value=anything)
def test_no_field_passes_that_is_not_in_the_list(payload, fields, name, value):
    for where in ("", "user_data", "custom_data", "userData", "consent"):
        beside = json.loads(json.dumps(payload))
        home = beside if not where else beside.setdefault(where, {})
        if name in home or any(path.startswith(f"{where}.{name}".strip(".")) for path in fields):
            continue
        home[name] = value
        if value not in ({}, []) and leaves(value):
            with pytest.raises(NotAllowedOut):
                passed(beside, fields)


@given(value=st.text(min_size=1))
def test_a_name_with_a_point_does_not_stand_for_a_deeper_one(value):
    with pytest.raises(NotAllowedOut):
        passed({"user_data.em[]": value}, meta_event(["Qualified"]))


def test_a_stage_is_told_by_a_name_of_the_clinic_alone():
    with pytest.raises(NotAllowedOut, match="event_name"):
        passed(META, meta_event(["Accepted"]))


def test_a_line_of_a_file_has_its_columns_and_no_other():
    columns = {"Google Click ID": CLICK, "Conversion Value": maybe(DECIMAL)}

    assert passed_row({"Google Click ID": "abc", "Conversion Value": ""}, columns) == ["abc", ""]
    for row in (
        {"Google Click ID": "abc"},
        {"Conversion Value": "1", "Google Click ID": "abc"},
        {"Google Click ID": "abc", "Conversion Value": "1", "Note": MARK},
        {"Google Click ID": "=abc", "Conversion Value": "1"},
        {"Google Click ID": "abc", "Conversion Value": "1e5"},
    ):
        with pytest.raises(NotAllowedOut):
            passed_row(row, columns)


@pytest.mark.parametrize("value", ["A" * 64, "a" * 63, "a" * 65, "a" * 64 + "\n", "ａ" * 64, None, 7, True])
def test_a_hash_is_64_lower_hexadecimal_signs(value):
    assert not HASH(value)


def places(value, path=()):
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, key))
    else:
        yield path


def leaves(value):
    if isinstance(value, dict | list):
        return [leaf for one in (value.values() if isinstance(value, dict) else value) for leaf in leaves(one)]
    return [value]


def put(payload, path, value):
    changed = json.loads(json.dumps(payload))
    home = changed
    for key in path[:-1]:
        home = home[key]
    home[path[-1]] = value
    return changed
