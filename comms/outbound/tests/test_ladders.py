"""When the next try is (F:I21, H:W10): a fake clock is all that it needs."""

from datetime import timedelta
from itertools import takewhile

import pytest

from comms.outbound.services.ladders import HOUR, OF_CONNECTOR, OF_OWN, STANDING, Next, next_try
from comms.providers.base import Refused, Trouble
from crm.lib.errors import ProviderAway

AWAY = ProviderAway("ReadTimeout")


def walk(error, *, is_own):
    """All waits, until nothing is tried any more."""
    waits = (next_try(error, tries, is_own=is_own).after for tries in range(1, 100))
    return [wait.total_seconds() for wait in takewhile(lambda wait: wait is not None, waits)]


@pytest.mark.parametrize("error", [AWAY, Refused(Trouble.TRANSIENT, code="HTTP 500")])
def test_of_a_connector_the_first_try_and_three_more_after_1_2_and_4_seconds(error):
    assert walk(error, is_own=False) == [1, 2, 4]


def test_of_an_own_system_eight_tries_within_a_day():
    waits = walk(AWAY, is_own=True)

    assert waits[:3] == [5, 300, 1800]
    assert len(waits) == len(OF_OWN) == 7
    assert 23 * 3600 < sum(waits) <= 24 * 3600


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_refusal_of_a_connector_is_final(status):
    trouble = Trouble.ADDRESS if status == 404 else Trouble.CONTENT

    assert next_try(Refused(trouble, code=f"HTTP {status}"), 1, is_own=False) == Next(None)


def test_too_much_waits_as_long_as_was_said_and_is_no_try():
    told = Refused(Trouble.RATE, code="HTTP 429", wait=10)

    assert next_try(told, 99, is_own=False) == Next(timedelta(seconds=10), is_free=True)
    assert next_try(Refused(Trouble.RATE, wait=10**6), 1, is_own=False).after == HOUR


def test_a_wait_that_was_told_is_never_shortened_and_lasts_an_hour_at_most():
    assert next_try(Refused(Trouble.TRANSIENT, wait=60), 1, is_own=True).after == timedelta(minutes=1)
    assert next_try(Refused(Trouble.TRANSIENT, wait=60), 2, is_own=True).after == OF_OWN[1]
    assert next_try(Refused(Trouble.TRANSIENT, wait=10**6), 1, is_own=True).after == HOUR


def test_keys_that_are_refused_keep_the_delivery_and_a_system_that_is_gone_does_not():
    assert next_try(Refused(Trouble.AUTH), 1, is_own=False) == Next(STANDING, is_free=True)
    assert next_try(Refused(Trouble.ACCOUNT, code="gone"), 1, is_own=True) == Next(None)
    assert OF_CONNECTOR[0] == timedelta(seconds=1)
