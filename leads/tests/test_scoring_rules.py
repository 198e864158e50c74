"""What holds for every profile and every lead, and what people are told about it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from leads.services.scoring import PRESETS, Factor, Facts, Profile, score, sentences
from leads.services.scoring.registry import known_keys
from leads.services.scoring.sentences import PLAIN, TOLD

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
# F:0.1 names these.
KEYS = """contact_info freshness service engagement lead_age source company business_email tags google_rating
    website_presence response_time photos_sent travel_date_known quote_opened inbound_replies"""

moments = st.none() | st.timedeltas(timedelta(days=-400), timedelta(days=400)).map(lambda ago: NOW - ago)
counts = st.integers(0, 50)
texts = st.sampled_from(["", "x"])
facts = st.builds(
    Facts,
    has_phone=st.booleans(),
    has_email=st.booleans(),
    has_both_names=st.booleans(),
    has_place=st.booleans(),
    email_domain=st.sampled_from(["", "gmail.com", "practice.example"]),
    company=texts,
    source=st.sampled_from(["", "referral", "website", "facebook", "whatsapp", "other", "elsewhere"]),
    tags=st.frozensets(st.sampled_from(["hot", "urgent", "enterprise", "companion"])),
    treatment=texts,
    interest=texts,
    created_at=moments,
    last_inbound_at=moments,
    inbound_replies=counts,
    opened_links=counts,
    photos_sent=counts,
    quotes_opened=counts,
    travel_month=texts,
    response_minutes=st.none() | st.integers(0, 100_000),
    google_rating=st.none() | st.floats(0, 5),
    website=texts,
)
profiles = st.builds(
    Profile,
    factors=st.lists(st.builds(Factor, key=st.sampled_from(KEYS.split()), most=st.integers(0, 100))).map(tuple),
    base=st.integers(0, 100),
) | st.sampled_from([preset.profile() for preset in PRESETS.values()])
# One fact more, each of which only speaks for somebody.
MORE = [
    {"has_phone": True},
    {"has_email": True},
    {"has_both_names": True},
    {"has_place": True},
    {"email_domain": "practice.example"},
    {"company": "x"},
    {"source": "referral"},
    {"tags": frozenset({"hot", "urgent", "enterprise", "companion"})},
    {"treatment": "Bridge"},
    {"interest": "x"},
    {"created_at": NOW},
    {"last_inbound_at": NOW},
    {"inbound_replies": 51},
    {"opened_links": 51},
    {"photos_sent": 51},
    {"quotes_opened": 51},
    {"travel_month": "x"},
    {"response_minutes": 0},
    {"google_rating": 5.0},
    {"website": "x"},
]


def test_every_factor_of_the_contract_has_an_evaluator():
    assert known_keys() == set(KEYS.split())


@given(facts, profiles)
def test_a_score_lies_between_0_and_100_and_is_the_sum_of_its_reasons(given_facts, profile):
    scored = score(given_facts, profile, now=NOW)

    assert 0 <= scored.points <= 100
    assert scored.points == sum(row["points"] for row in scored.breakdown)
    assert all(0 <= row["points"] <= row["most"] for row in scored.breakdown if row["factor"] != "cap")
    assert json.loads(json.dumps(scored.breakdown)) == scored.breakdown


@given(facts, profiles)
def test_the_same_facts_give_the_same_score(given_facts, profile):
    assert score(given_facts, profile, now=NOW) == score(given_facts, profile, now=NOW)


@given(facts, profiles, st.sampled_from(MORE))
def test_whatever_speaks_for_somebody_never_lowers_their_score(given_facts, profile, more):
    richer = Facts(**{**given_facts.__dict__, **more})

    assert score(richer, profile, now=NOW).points >= score(given_facts, profile, now=NOW).points


def test_a_factor_that_this_version_does_not_know_earns_nothing_and_breaks_nothing():
    scored = score(Facts(has_phone=True), Profile((Factor("moon_phase", 50), Factor("contact_info", 30))), now=NOW)

    assert scored.points == 12
    assert sentences(scored.breakdown)[0].sentence == "Not counted here"


def test_params_change_how_a_fact_is_read():
    factors = (
        Factor("source", 10, {"points": {"whatsapp": 4, "referral": 2}}),
        Factor("freshness", 20, {"steps": [[2, 10], [4, 5]]}),
        Factor("tags", 10, {"high_value": ["VIP"]}),
    )
    three_hours = NOW - timedelta(hours=3)

    scored = score(
        Facts(source="whatsapp", last_inbound_at=three_hours, tags=frozenset({"vip"})), Profile(factors), now=NOW
    )

    assert [row["points"] for row in scored.breakdown] == [10, 10, 10]


@pytest.mark.parametrize("language", ["en", "it", "de", "tr", "sq"])
@given(facts)
def test_every_reason_is_a_sentence(language, given_facts):
    everything = Profile(tuple(Factor(key, 10) for key in KEYS.split()), base=50)
    scored = score(given_facts, everything, now=NOW)

    with translation.override(language):
        lines = sentences(scored.breakdown)

    assert {row["reason"] for row in scored.breakdown} <= {*PLAIN, *TOLD}
    assert all(line.sentence and "%(" not in line.sentence for line in lines)


SENTENCES = [
    (Facts(has_phone=True, has_both_names=True), "contact_info", "Known: a valid phone number, both names"),
    (Facts(), "contact_info", "No way to reach them yet: ask for a phone number"),
    (Facts(last_inbound_at=NOW), "freshness", "Wrote at most 1 hour ago"),
    (Facts(last_inbound_at=NOW - timedelta(hours=20)), "freshness", "Wrote at most 24 hours ago"),
    (Facts(last_inbound_at=NOW - timedelta(days=3)), "freshness", "Wrote at most 3 days ago"),
    (Facts(last_inbound_at=NOW - timedelta(days=9)), "freshness", "Last wrote more than 7 days ago"),
    (Facts(created_at=NOW - timedelta(days=9)), "lead_age", "Came at most 30 days ago"),
    (Facts(treatment="All-on-4"), "service", "A treatment of your price list was named"),
    (Facts(source="website"), "source", "Came by: Website"),
    (Facts(source="elsewhere"), "source", "Came by: Other. A referral counts most"),
    (Facts(inbound_replies=1), "engagement", "1 reply or opened link"),
    (Facts(inbound_replies=2), "inbound_replies", "2 replies"),
    (Facts(google_rating=4.5), "google_rating", "4.5 of 5 on Google"),
    (Facts(tags=frozenset({"Hot"})), "tags", "Tagged “hot”"),
    (Facts(), "photos_sent", "No photo or x-ray yet: ask for one"),
]


@pytest.mark.parametrize(("known", "factor", "said"), SENTENCES)
def test_a_reason_says_what_was_known_or_what_would_earn_it(known, factor, said):
    scored = score(known, Profile((Factor(factor, 10),)), now=NOW)

    assert [line.sentence for line in sentences(scored.breakdown)] == [said]


@pytest.mark.parametrize("odd", [["text"], [None, 3], [{}], [{"points": 3}], [{"points": 3, "reason": 7}]])
def test_a_breakdown_that_is_none_is_no_error(odd):
    assert [line.points for line in sentences(odd)] == ([3] if odd[0] and "points" in odd[0] else [])
