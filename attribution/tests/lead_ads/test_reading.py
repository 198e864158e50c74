"""Webhooks and leads as vectors/INDEX.md expects them, and any other shape as nothing worse than silence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.providers.meta_leads.base import PING
from attribution.providers.meta_leads.reading import event_in, form_in, is_subscribed, lead_in, next_in, token_in
from attribution.providers.meta_leads.splitting import split
from attribution.tests.lead_ads.wire import NOW, named, needs_vectors, raw

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["entry", "changes", "value", "field_data", "values", "name", "id", "paging", "data", "scopes"]
            )
            | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


def events(body):
    return [event_in(part.body, now=NOW) for part in split(body)]


def envelope(*entries):
    return json.dumps({"object": "page", "entry": list(entries)}).encode()


def changed(leadgen_id, page="1", field="leadgen"):
    value = {"leadgen_id": leadgen_id, "page_id": page, "form_id": "9"}
    return {"id": page, "time": 1795168800, "changes": [{"field": field, "value": value}]}


@needs_vectors
def test_two_changes_are_two_leads_whose_numbers_became_texts():
    first, second = events(raw("webhook_doc_two_changes.json"))

    assert (first.leadgen_id, second.leadgen_id) == ("123123123123", "123123123124")
    assert (first.page_id, first.form_id) == ("153125381133", "12312312312")
    parts = split(raw("webhook_doc_two_changes.json"))
    assert [part.event_id for part in parts] == ["lead:123123123123", "lead:123123123124"]


@needs_vectors
def test_the_button_of_the_dashboard_tells_of_nothing():
    assert split(raw("webhook_dashboard_test_button_444.json")) == ()


@needs_vectors
def test_escaped_signs_are_read():
    (event,) = events(raw("webhook_raw_escaped_unicode.bin"))

    assert (event.page_id, event.leadgen_id) == ("100000000000001", "1234567890123457")


def test_one_body_holds_leads_of_several_pages_and_repeats_have_one_name():
    body = envelope(
        changed("5", "1"), changed("6", "2"), changed("5", "1"), changed(PING, "0"), changed("7", "1", "feed")
    )

    parts = split(body)

    assert [(part.accounts, part.event_id) for part in parts] == [
        (("1",), "lead:5"),
        (("2",), "lead:6"),
        (("1",), "lead:5"),
    ]


def test_a_subscription_without_values_says_that_a_page_is_to_be_looked_at():
    (event,) = events(envelope({"id": "1", "time": 1795168800, "changed_fields": ["leadgen", "feed"]}))

    assert (event.page_id, event.leadgen_id) == ("1", "")


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"{", b"\xff", b'{"a":' * 5000])
def test_what_is_no_object_has_no_parts(body):
    assert split(body) is None


@needs_vectors
def test_the_documented_lead_keeps_its_questions():
    lead = lead_in(named("lead_response_doc.json"))

    assert [answer.name for answer in lead.answers] == ["car_make", "full_name", "email", "selected_dealer"]
    assert not lead.is_test


@needs_vectors
@pytest.mark.parametrize("name", ["lead_response_test_tool_2026.json", "lead_response_test_tool_2020_upper.json"])
def test_leads_of_the_testing_tool_are_known(name):
    assert lead_in(named(name)).is_test


@needs_vectors
def test_the_six_of_the_unicode_page():
    found = named("lead_response_unicode_multi.json")
    several, turkish, italian, arabic, nothing, hostile = (lead_in(one) for one in found["data"])

    said = {answer.name: answer.values for answer in several.answers}
    assert said["which_treatment?"] == ("all_on_4", "teeth_whitening")
    assert several.disclaimers == (("optional_1", True), ("marketing_optin", False))
    assert (several.platform, several.campaign_name, several.adset_name) == ("ig", "Impianti — Tirana", "IT 45-65")
    assert turkish.is_organic
    assert not several.is_organic
    assert [answer.values for answer in italian.answers if answer.name == "email"] == [()]
    assert [answer.name for answer in arabic.answers].count("phone_number") == 2
    assert (nothing.id, nothing.answers) == ("1234567890123463", ())
    assert len(hostile.answers[0].values[0]) == 400
    assert "\0" not in hostile.answers[3].values[0]
    assert "\0" not in json.dumps(hostile.raw).replace("\\u0000", "\0")
    assert next_in(found) == "QVFIUz"


@needs_vectors
def test_a_page_without_next_is_the_last_though_it_has_cursors():
    assert next_in(named("leads_page2_last.json")) == ""


def test_an_empty_page_with_next_is_not_the_last():
    assert next_in({"data": [], "paging": {"cursors": {"after": "A"}, "next": "https://x"}}) == "A"


@given(st.dictionaries(st.text(max_size=4), JSON, max_size=3) | JSON)
def test_any_shape_is_read(value):
    body = json.dumps(value).encode()
    for part in split(body) or ():
        event_in(part.body, now=NOW)
    found = value if isinstance(value, dict) else {}
    for read in (lead_in, form_in, token_in, next_in):
        read(found)
    is_subscribed(found, "1")
    json.dumps(lead_in(found).raw, allow_nan=False)


@pytest.mark.parametrize("digits", [40, 41, 60])
def test_an_id_is_taken_whole_or_not_at_all(digits):
    long = "5" * digits
    taken = events(envelope(changed(long)))

    assert [one.leadgen_id for one in taken] == ([long] if digits == 40 else [])
    assert lead_in({"id": long, "ad_id": long}).id == lead_in({"id": long, "ad_id": long}).ad_id
    assert lead_in({"id": long}).id in {"", long}
