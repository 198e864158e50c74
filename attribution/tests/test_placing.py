"""Where a touch belongs: the clinic's own rules first, then the product's (F:I4, M4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.channels import CHANNELS
from attribution.models import Campaign, SourceRule
from attribution.services.placing import Place, Step, channel_of, place_of
from attribution.services.rules import fits, is_like
from attribution.services.sources import CLICKS, host_of, told_of, word_of

TOLD = [
    ({}, "direct"),
    ({"referrer": "https://www.google.it/"}, "search"),
    ({"referrer": "android-app://com.google.android.googlequicksearchbox/"}, "search"),
    ({"referrer": "https://l.facebook.com/l.php?u=x"}, "meta_pages"),
    ({"referrer": "https://mail.google.com/mail/u/0/"}, "mail"),
    ({"referrer": "https://t.co/abc"}, "social"),
    ({"referrer": "https://forum.example/teeth"}, "sites"),
    ({"referrer": "https://www.clinic.example/a", "landing": "https://clinic.example/b"}, "direct"),
    ({"referrer": "https://blog.clinic.example/a", "landing": "https://clinic.example/b"}, "direct"),
    ({"referrer": "https://notclinic.example/a", "landing": "https://clinic.example/b"}, "sites"),
    ({"referrer": "https://[broken"}, "direct"),
    ({"channel": "referral"}, "referrals"),
    ({"channel": "referral", "referrer": "https://forum.example/"}, "sites"),
    ({"gclid": "x"}, "google_ads"),
    ({"gbraid": "x", "source": "newsletter"}, "google_ads"),
    ({"wbraid": "x"}, "google_ads"),
    ({"ttclid": "x"}, "tiktok"),
    ({"fbclid": "x"}, "meta_pages"),
    ({"fbclid": "x", "campaign": "Implants"}, "meta_ads"),
    ({"fbclid": "x", "source": "ig", "medium": "paid"}, "meta_ads"),
    ({"kind": "message", "channel": "whatsapp"}, "meta_ads"),
    ({"ctwa_clid": "x"}, "meta_ads"),
    ({"kind": "link"}, "messages"),
    ({"meta_lead_id": "1", "source": "facebook", "medium": "paid"}, "meta_ads"),
    ({"meta_lead_id": "1", "source": "facebook", "medium": "organic"}, "meta_pages"),
    ({"source": "google", "medium": "cpc"}, "google_ads"),
    ({"source": "Google", "medium": "CPC"}, "google_ads"),
    ({"source": "google", "medium": "organic"}, "search"),
    ({"source": "facebook", "medium": "paid_social"}, "meta_ads"),
    ({"source": "facebook"}, "meta_pages"),
    ({"source": "bing", "medium": "cpc"}, "other_ads"),
    ({"source": "newsletter", "medium": "email"}, "mail"),
    ({"source": "linkedin"}, "social"),
    ({"source": "whatclinic", "medium": "referral"}, "sites"),
    ({"source": "whatclinic"}, "other"),
]


@pytest.mark.parametrize(("row", "channel"), TOLD)
def test_the_products_own_rules(row, channel):
    assert channel_of(told_of(row)) == channel


def test_a_campaign_is_a_row_under_its_channel():
    assert place_of(told_of({"gclid": "x", "campaign": " All-on-4 Germany "}), []) == Place(
        "google_ads", (Step("campaign", "All-on-4 Germany"),)
    )


def test_numbers_of_meta_are_campaign_ad_set_and_ad():
    row = {"kind": "message", "campaign_id": "11", "campaign": "Implants", "adset_id": "12", "ad_id": "13"}

    assert place_of(told_of(row), []).steps == (
        Step("campaign", "Implants", "meta", "11"),
        Step("adset", "12", "meta", "12"),
        Step("ad", "13", "meta", "13"),
    )


def test_another_website_counts_by_its_name():
    assert place_of(told_of({"referrer": "https://www.forum.example/x"}), []).steps == (
        Step("campaign", "forum.example"),
    )


def test_the_first_rule_that_fits_decides_and_the_products_own_come_last():
    channel, one = Campaign(pk=7, level="channel"), Campaign(pk=8, level="campaign")
    rules = [SourceRule(source="whatclinic", target=channel), SourceRule(source="what*", target=one)]

    assert place_of(told_of({"source": "WhatClinic", "campaign": "May"}), rules) == Place(
        7, (Step("campaign", "May"),)
    )
    assert place_of(told_of({"source": "whatelse", "campaign": "May"}), rules) == Place(8)
    assert place_of(told_of({"source": "google", "medium": "cpc"}), rules).root == "google_ads"


def test_a_rule_may_take_all_campaigns_together():
    rule = SourceRule(click="gclid", target=Campaign(pk=7, level="channel"), by_name=False)

    assert place_of(told_of({"gclid": "x", "campaign": "May"}), [rule]) == Place(7)


@pytest.mark.parametrize(
    ("text", "pattern", "is_so"),
    [
        ("instagram", "insta*", True),
        ("instagram", "*gram", True),
        ("instagram", "i*a*m", True),
        ("instagram", "insta", False),
        ("instagram", "fb, insta*", True),
        ("instagram", "*", True),
        ("", "*", False),
        ("ab", "ab*ab", False),
        ("caffe", "Caffè", True),
        ("a.b", "a?b", False),
        ("aXb", ",, ,", False),
    ],
)
def test_patterns(text, pattern, is_so):
    assert is_like(word_of(text), pattern) is is_so


def test_a_rule_asks_for_everything_it_says():
    rule = SourceRule(source="fb", click="fbclid", host="*.example")

    assert fits(rule, told_of({"source": "fb", "fbclid": "x", "referrer": "https://a.example/"}))
    assert not fits(rule, told_of({"source": "fb", "fbclid": "x"}))
    assert not fits(SourceRule(), told_of({"source": "fb"}))


def test_a_hostile_pattern_costs_no_time():
    assert not is_like("a" * 200, "*a" * 99 + "*b")


NAMES = ("kind", "channel", "source", "medium", "campaign", *CLICKS, "landing", "referrer", "meta_lead_id", "ad_id")


@given(st.fixed_dictionaries({}, optional={name: st.text(max_size=40) | st.none() for name in NAMES}))
def test_whatever_a_touch_tells_it_has_a_place(row):
    told = told_of(row)

    assert channel_of(told) in CHANNELS
    assert len(place_of(told, []).steps) <= 3


@given(st.text(max_size=60))
def test_whatever_is_no_address_has_no_host(text):
    assert host_of(text) == host_of(text).lower()
