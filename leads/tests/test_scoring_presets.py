"""The four presets to the point (F:0.1): these numbers are the contract, a change of one is a new version."""

from datetime import UTC, datetime, timedelta

import pytest

from leads.services.scoring import PRESETS, Facts, score
from leads.services.scoring.presets import DENTAL, FIVE

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TICK = timedelta(microseconds=1)


def points(preset: str, **facts: object) -> int:
    return score(Facts(**facts), PRESETS[preset].profile(), now=NOW).points


def earned(preset: str, factor: str, **facts: object) -> int:
    rows = score(Facts(**facts), PRESETS[preset].profile(), now=NOW).breakdown
    return next(row["points"] for row in rows if row["factor"] == factor)


BUSINESS = {"email_domain": "rossi-costruzioni.it"}

SOURCE_QUALITY = [
    ({}, 50),
    ({"source": "other"}, 50),
    ({"source": "referral"}, 70),
    ({"source": "website"}, 65),
    ({"source": "facebook"}, 60),
    ({"source": "instagram"}, 60),
    ({"source": "whatsapp"}, 55),
    ({"company": "Rossi Costruzioni"}, 60),
    (BUSINESS, 60),
    ({"email_domain": "gmail.com"}, 50),
    ({"email_domain": "libero.it"}, 50),
    ({"email_domain": "yahoo.co.uk"}, 50),
    ({"email_domain": "hotmail.com.tr"}, 50),
    ({"email_domain": "live.rossi-costruzioni.it"}, 60),
    ({"tags": frozenset({"enterprise"})}, 65),
    ({"tags": frozenset({"HOT"})}, 65),
    ({"tags": frozenset({"urgent", "hot", "enterprise"})}, 65),  # once
    ({"tags": frozenset({"companion"})}, 50),
    ({"source": "website", "company": "x", **BUSINESS, "tags": frozenset({"urgent"})}, 100),
    ({"source": "referral", "company": "x", **BUSINESS, "tags": frozenset({"enterprise"})}, 100),  # 105 in all
    ({"photos_sent": 3, "treatment": "All-on-4", "created_at": NOW}, 50),  # no part of this formula
]


@pytest.mark.parametrize(("facts", "expected"), SOURCE_QUALITY)
def test_source_quality(facts, expected):
    assert points("source_quality", **facts) == expected


def test_what_goes_above_100_is_taken_off_in_a_row_of_its_own():
    facts = Facts(source="referral", company="x", tags=frozenset({"enterprise"}), **BUSINESS)

    scored = score(facts, PRESETS["source_quality"].profile(), now=NOW)

    told = [(row["factor"], row["points"], row["most"]) for row in scored.breakdown]
    assert told == [
        ("base", 50, 50),
        ("source", 20, 20),
        ("company", 10, 10),
        ("business_email", 10, 10),
        ("tags", 15, 15),
        ("cap", -5, 0),
    ]


FRESH = [
    (-HOUR, 20),  # a clock that is ahead of ours
    (0 * HOUR, 20),
    (HOUR, 20),
    (HOUR + TICK, 15),
    (24 * HOUR, 15),
    (24 * HOUR + TICK, 10),
    (3 * DAY, 10),
    (3 * DAY + TICK, 5),
    (7 * DAY, 5),
    (7 * DAY + TICK, 0),
]


@pytest.mark.parametrize(("ago", "expected"), FRESH, ids=[str(ago) for ago, _ in FRESH])
def test_freshness_is_the_time_since_they_last_wrote_up_to_and_including_each_bound(ago, expected):
    assert earned("meta_five_factor", "freshness", last_inbound_at=NOW - ago) == expected


AGE = [(0 * DAY, 10), (7 * DAY, 10), (7 * DAY + TICK, 5), (30 * DAY, 5), (30 * DAY + TICK, 0)]


@pytest.mark.parametrize(("ago", "expected"), AGE, ids=[str(ago) for ago, _ in AGE])
def test_age_is_the_time_since_they_first_came(ago, expected):
    assert earned("meta_five_factor", "lead_age", created_at=NOW - ago) == expected


META = [
    ({}, 0),
    ({"has_phone": True}, 12),
    ({"has_email": True}, 8),
    ({"has_both_names": True}, 5),
    ({"has_place": True}, 5),
    ({"has_phone": True, "has_email": True, "has_both_names": True, "has_place": True}, 30),
    ({"treatment": "All-on-4"}, 25),
    ({"interest": "something with my teeth"}, 10),
    ({"treatment": "All-on-4", "interest": "all on 4"}, 25),
    ({"interest": "   "}, 0),
    ({"inbound_replies": 1}, 5),
    ({"inbound_replies": 1, "opened_links": 1}, 10),
    ({"inbound_replies": 3}, 15),
    ({"inbound_replies": 40, "opened_links": 2}, 15),
    ({"source": "referral", "company": "x", "photos_sent": 1}, 0),  # no part of this formula
]


@pytest.mark.parametrize(("facts", "expected"), META)
def test_meta_five_factor(facts, expected):
    assert points("meta_five_factor", **facts) == expected


COMPLETE = {
    "has_phone": True,
    "has_email": True,
    "has_both_names": True,
    "has_place": True,
    "treatment": "All-on-4",
    "created_at": NOW,
    "last_inbound_at": NOW,
}


def test_a_complete_form_is_85_and_three_replies_make_it_100():
    assert points("meta_five_factor", **COMPLETE) == 85
    assert points("meta_five_factor", **COMPLETE, inbound_replies=3) == 100


REACTIVATION = [
    ({}, 0),
    ({"google_rating": 5.0}, 25),
    ({"google_rating": 4.5}, 25),
    ({"google_rating": 4.4}, 20),
    ({"google_rating": 4.0}, 20),
    ({"google_rating": 3.5}, 15),
    ({"google_rating": 3.0}, 10),
    ({"google_rating": 1.0}, 5),
    ({"website": "https://practice.example"}, 15),
    ({"inbound_replies": 1}, 12),  # 11.67
    ({"inbound_replies": 2}, 23),  # 23.33
    ({"inbound_replies": 3}, 35),
    ({"response_minutes": 60}, 25),
    ({"response_minutes": 61}, 20),
    ({"response_minutes": 24 * 60}, 20),
    ({"response_minutes": 3 * 24 * 60}, 10),
    ({"response_minutes": 7 * 24 * 60}, 5),
    ({"response_minutes": 7 * 24 * 60 + 1}, 0),
    ({"google_rating": 4.8, "website": "x", "opened_links": 3, "response_minutes": 5}, 100),
]


@pytest.mark.parametrize(("facts", "expected"), REACTIVATION)
def test_reactivation(facts, expected):
    assert points("reactivation", **facts) == expected


DENTAL_GOLDENS = [
    ({}, 0),
    ({"has_phone": True}, 10),  # 9.6
    ({"has_email": True}, 6),  # 6.4
    ({"has_phone": True, "has_email": True}, 16),
    ({"has_phone": True, "has_both_names": True, "has_place": True}, 18),  # 17.6
    ({"last_inbound_at": NOW}, 16),
    ({"last_inbound_at": NOW - DAY}, 12),
    ({"last_inbound_at": NOW - 3 * DAY}, 8),
    ({"last_inbound_at": NOW - 7 * DAY}, 4),
    ({"treatment": "Bridge"}, 20),
    ({"interest": "my teeth"}, 8),
    ({"opened_links": 1}, 4),
    ({"opened_links": 9}, 12),
    ({"created_at": NOW}, 8),
    ({"created_at": NOW - 30 * DAY}, 4),
    ({"source": "referral"}, 8),
    ({"source": "website"}, 6),
    ({"source": "facebook"}, 4),
    ({"source": "instagram"}, 4),
    ({"source": "whatsapp"}, 2),
    ({"source": "other"}, 0),
    ({"photos_sent": 1}, 4),
    ({"travel_month": "2026-05"}, 4),
    ({"quotes_opened": 2}, 4),
    ({**COMPLETE, "source": "website"}, 74),  # a whole form from the website is hot
    (
        {**COMPLETE, "source": "website", "treatment": "", "interest": "my teeth"},
        62,
    ),  # and warm without a treatment
    (
        {
            **COMPLETE,
            "source": "referral",
            "inbound_replies": 3,
            "photos_sent": 1,
            "travel_month": "x",
            "quotes_opened": 1,
        },
        100,
    ),
]


@pytest.mark.parametrize(("facts", "expected"), DENTAL_GOLDENS)
def test_dental_tourism(facts, expected):
    assert points("dental_tourism", **facts) == expected


def test_the_weights_of_dental_tourism_are_four_fifths_of_what_they_come_from():
    raw = {**FIVE, "source": 10, "photos_sent": 5, "travel_date_known": 5, "quote_opened": 5}

    assert {key: weight * 5 / 4 for key, weight in DENTAL.items()} == raw
    assert sum(DENTAL.values()) == 100


def test_the_three_presets_without_a_base_share_out_100():
    assert [sum(PRESETS[key].weights.values()) for key in PRESETS] == [55, 100, 100, 100]


TEMPERATURES = [(0, "cold"), (39, "cold"), (40, "warm"), (70, "warm"), (71, "hot"), (100, "hot")]


@pytest.mark.parametrize("preset", list(PRESETS))
@pytest.mark.parametrize(("reached", "expected"), TEMPERATURES)
def test_hot_is_above_70_and_warm_from_40(preset, reached, expected):
    assert PRESETS[preset].profile().temperature_of(reached) == expected
