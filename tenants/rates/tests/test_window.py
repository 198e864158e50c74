"""Never more than the limit in any window, and nobody waits much too long: here and in Redis alike (H:P4)."""

import itertools
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.rates import shared
from tenants.rates.alone import Alone
from tenants.rates.bucket import SLOTS, Bucket

START = 1_800_000_000.0
LIMITS, LENGTHS = st.integers(1, 12), st.sampled_from([1, 7, 60, 3600])
# Milliseconds between two tries, as parts of the window: rushes, trickles and long silences.
STEPS = st.lists(st.integers(0, 40) | st.integers(0, 4000), min_size=1, max_size=60)


def in_process():
    counting = Alone(share=1)
    return lambda buckets, now: counting.take(buckets, now=now)


def in_redis():
    fresh = f"rates:{{{uuid.uuid4()}}}:"  # nobody else's keys

    def take(buckets, now):
        full = shared.take({fresh + key: bucket for key, bucket in buckets.items()}, now=now)
        return full and (full[0].removeprefix(fresh), full[1])

    return take


both = pytest.mark.parametrize("counting", [in_process, in_redis])


@both
@settings(max_examples=60, deadline=None)
@given(limit=LIMITS, seconds=LENGTHS, steps=STEPS)
def test_no_window_of_any_beginning_holds_more_than_the_limit(counting, limit, seconds, steps):
    take, bucket = counting(), {"one": Bucket("test", limit, seconds)}
    taken = [now for now in moments(steps, seconds) if take(bucket, now) is None]

    assert taken
    assert all(later - first >= seconds - 0.001 for first, later in zip(taken, taken[limit:], strict=False))


@both
@settings(max_examples=60, deadline=None)
@given(limit=LIMITS, seconds=LENGTHS, steps=STEPS)
def test_who_was_refused_has_filled_the_window_and_a_tenth_before_it(counting, limit, seconds, steps):
    take, bucket, taken = counting(), {"one": Bucket("test", limit, seconds)}, []
    for now in moments(steps, seconds):
        if take(bucket, now) is None:
            taken.append(now)
        else:
            assert len([one for one in taken if now - one <= seconds * (1 + 1 / SLOTS) + 0.001]) >= limit


@both
@settings(max_examples=60, deadline=None)
@given(limit=LIMITS, seconds=LENGTHS, steps=STEPS)
def test_who_comes_again_after_the_wait_that_was_told_is_let_through_and_not_before(
    counting, limit, seconds, steps
):
    take, bucket = counting(), {"one": Bucket("test", limit, seconds)}
    *_, last = moments(steps, seconds)
    for now in moments(steps, seconds):
        take(bucket, now)
    while (full := take(bucket, last)) is None:
        pass

    assert full[0] == "one"
    assert 0 < full[1] <= seconds * (1 + 1 / SLOTS) + 0.001
    assert take(bucket, last + full[1] - 0.01 * seconds / SLOTS - 0.002) is not None
    assert take(bucket, last + full[1] + 0.002) is None


@both
def test_when_one_bucket_is_full_none_counts(counting):
    take = counting()
    narrow, wide = Bucket("narrow", 1, 60), Bucket("wide", 2, 60)
    assert take({"narrow": narrow, "wide": wide}, START) is None
    for _ in range(5):
        full = take({"narrow": narrow, "wide": wide}, START)
        assert full is not None
        assert full[0] == "narrow"

    assert take({"wide": wide}, START) is None
    assert take({"wide": wide}, START) is not None


@both
def test_of_two_that_are_full_the_longer_wait_is_told(counting):
    take = counting()
    buckets = {"minute": Bucket("minute", 1, 60), "hour": Bucket("hour", 1, 3600)}
    take(buckets, START)

    key, wait = take(buckets, START)

    assert (key, wait > 60) == ("hour", True)


@both
def test_a_clock_that_is_put_back_an_hour_shuts_nobody_out(counting):
    take, bucket = counting(), {"one": Bucket("test", 1, 60)}
    take(bucket, START)

    assert take(bucket, START - 3600) is None


def moments(steps, seconds):
    return itertools.accumulate((step * seconds / 1000 for step in steps), initial=START)
