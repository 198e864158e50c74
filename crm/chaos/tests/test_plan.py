"""A run is known by its seed: the same blows again, all kinds of them, each with something that it does."""

import re
from pathlib import Path

import pytest

from crm.chaos.options import read
from crm.chaos.plan import KINDS, Blow, most_unknown, plan
from crm.chaos.posting import Posted
from crm.chaos.striking import DEEDS


def test_the_same_seed_means_the_same_blows_and_another_seed_others():
    assert plan(7, 60) == plan(7, 60)
    assert plan(7, 60) != plan(8, 60)


@pytest.mark.parametrize("seconds", [5, 60, 600])
def test_every_kind_falls_within_the_time_and_in_order(seconds):
    blows = plan(1, seconds)

    assert {blow.kind for blow in blows} == set(KINDS) == set(DEEDS)
    assert [blow.at for blow in blows] == sorted(blow.at for blow in blows)
    assert 0 <= blows[0].at <= blows[-1].at < seconds


def test_what_the_blows_explain_is_counted():
    fell = [
        Blow(1, "child", 1, 0.5),
        Blow(2, "child", 1, 0.5),
        Blow(3, "told twice", 1, 0.5),
        Blow(4, "worker", 1, 0),
    ]

    assert most_unknown(fell) == 4


def test_a_seed_is_drawn_when_none_is_given():
    assert read([]).seconds == 60
    assert len({read([]).seed for _ in range(20)}) > 1
    assert (read(["--seed", "7"]).seed, read(["--seconds", "600"]).seconds) == (7, 600)
    with pytest.raises(SystemExit):
        read(["--seconds", "0"])


WHATSAPP = b"""{"entry": [{"id": "W", "changes": [{"field": "messages", "value": {"statuses": [
  {"id": "wamid.1", "status": "read", "biz_opaque_callback_data": "r1"}]}}]}]}"""


def test_what_we_answered_is_known_by_clinic_event_and_reference():
    posted = Posted()

    posted.note("http://localhost:1/api/v1/webhooks/whatsapp/c1", WHATSAPP)
    posted.note("http://localhost:1/api/v1/webhooks/sms/c2?message=r2", b"MessageSid=SM1&MessageStatus=sent")

    assert posted.answered == {("c1", "whatsapp", "status:wamid.1:read"), ("c2", "twilio", "status:SM1:sent")}
    assert posted.told_of == {"r1", "r2"}


def test_the_whole_suite_ends_with_a_minute_of_it():
    rules = Path(__file__).parents[3].joinpath("Makefile").read_text()
    whole = re.search(r"if \[ -z '\$\(ARGS\)' \]; then(.*?)\bfi\b", rules, re.DOTALL)

    assert "-m crm.chaos" in whole.group(1)
