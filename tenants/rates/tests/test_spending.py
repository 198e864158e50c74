"""Counting per clinic in Redis, and in the process alone while Redis is away (F:T25; H:M16, P3, P4, T8)."""

import time

import pytest
from django.conf import settings
from redis import Redis
from structlog.testing import capture_logs

from crm.lib.errors import TooMany
from crm.lib.redisurl import TIMEOUT
from crm.testing.threads import at_once
from tenants.context import NoClinic, clinic_context
from tenants.rates import spending
from tenants.rates.alone import Alone
from tenants.rates.bucket import Bucket
from tenants.rates.spending import PAUSE, spend

ADDRESS = "192.0.2.77"


@pytest.fixture
def redis():
    with Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
        yield client
        client.flushdb()


@pytest.fixture
def two_processes(redis, monkeypatch):
    """This one is one of two, and knows nothing from before."""
    monkeypatch.setattr(spending, "_alone", Alone(0.5 / 2))
    monkeypatch.setattr(spending, "_said", spending.TTLCache(seconds=60))


@pytest.fixture
def without_redis(servers, two_processes):
    servers.redis.stop()
    yield
    servers.redis.start()
    time.sleep(PAUSE)


def spent(clinic, *buckets, tries=30):
    """How many of so many tries were let through."""
    return sum(_one(clinic, buckets) for _ in range(tries))


def _one(clinic, buckets):
    try:
        spend(buckets, clinic=clinic)
    except TooMany:
        return False
    return True


def test_a_full_bucket_is_refused_with_429_and_the_seconds_to_wait(clinic, redis):
    bucket = Bucket("test", 3, 60)
    assert spent(clinic, bucket, tries=3) == 3

    with pytest.raises(TooMany) as refused, clinic_context(clinic):
        spend([bucket])

    assert (refused.value.status, refused.value.code) == (429, "too_many")
    assert 1 <= refused.value.retry_after <= 66
    assert str(refused.value.retry_after) in refused.value.detail


@pytest.mark.parametrize("about", ["", ADDRESS])
def test_what_one_clinic_spends_is_not_spent_for_the_other(clinic, other_clinic, redis, about):
    bucket = Bucket("test", 5, 60, about=about)
    assert spent(clinic, bucket) == 5

    assert spent(other_clinic, bucket) == 5


def test_without_a_clinic_nothing_is_counted(database, redis):
    with pytest.raises(NoClinic):
        spend([Bucket("test", 5, 60)])

    assert redis.dbsize() == 0


def test_whom_a_bucket_counts_stands_nowhere_in_redis_and_in_no_log(clinic, other_clinic, two_processes, redis):
    with capture_logs() as lines:
        spent(clinic, Bucket("address", 1, 60, about=ADDRESS))
        spent(other_clinic, Bucket("address", 1, 60, about=ADDRESS))

    keys = [key.decode() for key in redis.scan_iter()]
    assert len({key.rpartition(":")[2] for key in keys}) == 2
    assert {key.partition(":address")[0] for key in keys} == {
        f"rates:{{{one.uuid}}}" for one in (clinic, other_clinic)
    }
    assert ADDRESS not in str(keys) + str([redis.hgetall(key) for key in keys]) + str(lines)


def test_what_is_counted_is_forgotten_by_itself(clinic, redis):
    spent(clinic, Bucket("test", 5, 60))

    assert [60_000 < redis.pttl(key) <= 72_000 for key in redis.scan_iter()] == [True]


def test_the_log_says_it_once_a_minute_for_each_clinic(clinic, other_clinic, two_processes):
    with capture_logs() as lines:
        for one in (clinic, other_clinic):
            spent(one, Bucket("test", 1, 60))

    assert lines == [
        {"event": "rates.too_many", "log_level": "warning", "clinic": one.schema_name, "bucket": "test", "limit": 1}
        for one in (clinic, other_clinic)
    ]


def test_redis_may_forget_our_script(clinic, redis):
    spent(clinic, Bucket("test", 5, 60), tries=1)
    redis.script_flush()

    assert spent(clinic, Bucket("test", 5, 60)) == 4


def test_without_redis_a_process_gives_out_its_part_of_half_the_limit(clinic, other_clinic, without_redis):
    minute, narrow = Bucket("minute", 20, 60), Bucket("narrow", 2, 60)

    assert spent(clinic, minute) == 5
    assert spent(clinic, narrow) == 1
    assert spent(other_clinic, minute) == 5


def test_many_at_once_are_no_more_than_one_after_the_other(clinics, without_redis):
    answers = at_once(clinics[0], *[lambda: spend([Bucket("minute", 20, 60)])] * 16)

    assert answers.count(None) == 5


def test_once_redis_is_back_it_counts_again(servers, clinic, two_processes):
    servers.redis.stop()
    spent(clinic, Bucket("minute", 20, 60))
    servers.redis.start()
    time.sleep(PAUSE)

    assert spent(clinic, Bucket("minute", 20, 60)) == 20


def test_a_redis_that_hangs_is_waited_for_by_one_in_a_second(servers, clinic, two_processes):
    spent(clinic, Bucket("minute", 20, 60), tries=1)
    servers.redis.freeze()
    try:
        began = time.monotonic()
        spent(clinic, Bucket("minute", 20, 60))
        took = time.monotonic() - began
    finally:
        servers.redis.thaw()
        time.sleep(PAUSE)

    assert TIMEOUT <= took < 2 * TIMEOUT


def test_the_process_remembers_so_many_buckets_and_the_busy_one_is_not_forgotten_for_the_others():
    alone, busy = Alone(share=1, most=50), Bucket("key", 100, 60)
    for number in range(200):
        assert (alone.take({"key": busy, str(number): Bucket("address", 1, 60)}, now=0) is None) == (number < 100)

    assert len(alone._windows) <= 50
