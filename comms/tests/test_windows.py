"""One rule for when free text may go (F 3.2, H:G8)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.models import Channel
from comms.services.windows import RULES, channel_window, closes_at

LAST = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Talk:
    channel: str
    last_in_at: datetime | None = LAST


def after(channel, **passed):
    return channel_window(Talk(channel), LAST + timedelta(**passed))


@pytest.mark.parametrize(
    ("channel", "passed", "is_open"),
    [
        ("whatsapp", {"hours": 23, "minutes": 59}, True),
        ("whatsapp", {"hours": 24}, False),
        ("whatsapp", {"hours": 24, "minutes": 1}, False),
        ("messenger", {"days": 6, "hours": 23}, True),
        ("messenger", {"days": 7}, False),
        ("instagram", {"days": 7, "minutes": 1}, False),
        ("tiktok", {"hours": 47}, True),
        ("tiktok", {"hours": 48}, False),
        ("mail", {"days": 4000}, True),
        ("sms", {"days": 4000}, True),
    ],
)
def test_the_table(channel, passed, is_open):
    assert after(channel, **passed).is_open is is_open


def test_a_closed_window_says_when_it_closed_and_whether_templates_go():
    window = after("whatsapp", days=2)

    assert (window.until, window.takes_templates) == (LAST + timedelta(hours=24), True)
    assert not after("tiktok", days=9).takes_templates


@pytest.mark.parametrize("channel", ["messenger", "instagram"])
def test_after_a_day_only_a_person_answers_there_with_a_tag(channel):
    assert not after(channel, hours=23).needs_tag
    assert after(channel, hours=25).needs_tag


@given(
    channel=st.sampled_from(Channel.values),
    last=st.none() | st.datetimes(timezones=st.just(UTC)).filter(lambda at: at.year < 9000),
    passed=st.timedeltas(timedelta(0), timedelta(days=30)),
)
def test_it_closes_once_and_stays_closed_until_they_write(channel, last, passed):
    talk = Talk(channel, last)
    if channel not in RULES:
        assert channel_window(talk, (last or LAST) + passed).is_open
        return
    if last is None:
        assert not channel_window(talk, LAST).is_open
        assert closes_at(channel, last) is None
        return
    now = last + passed
    window = channel_window(talk, now)
    assert window.is_open is (now < window.until)
    longest = max(RULES[channel].free, RULES[channel].tagged or timedelta(0))
    assert not channel_window(talk, last + longest + passed).is_open


@given(
    channel=st.sampled_from(["whatsapp", "tiktok"]),
    ago=st.lists(st.timedeltas(timedelta(0), timedelta(hours=72)), min_size=1, max_size=6),
)
def test_it_is_open_when_they_wrote_within_its_time_whatever_order_that_was_told_in(channel, ago):
    last = None
    for one in ago:  # as a conversation keeps it: an older message than the newest opens nothing again
        last = max(last or LAST - one, LAST - one)

    assert channel_window(Talk(channel, last), LAST).is_open is any(one < RULES[channel].free for one in ago)
