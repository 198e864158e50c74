"""One at a time in a clinic, without a database connection: for what waits for somebody else's server."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import redis.exceptions
from django.core.cache import cache
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict


@contextmanager
def alone(name: str, *, seconds: int) -> Iterator[None]:
    """Raises Conflict while another one is at it; after `seconds` a dead one is forgotten.

    Without Redis nobody is counted: the deadline of the talk itself still holds.
    """
    mine = True
    with suppress(redis.exceptions.RedisError):
        mine = cache.add(name, 1, seconds)
    if not mine:
        raise Conflict(_("A test is running already. Wait for its answer."))
    try:
        yield
    finally:
        with suppress(redis.exceptions.RedisError):
            cache.delete(name)
