"""Telling a worker that a clinic has jobs. May fail, and quickly: the sweep finds them (H:M15, P1, P3)."""

from functools import partial

import structlog
from celery import current_app
from kombu.exceptions import OperationalError
from kombu.pools import producers
from redis.exceptions import RedisError

from crm.lib.breaker import Breaker
from crm.lib.redisurl import TIMEOUT
from tenants.models import Clinic
from tenants.outbox.handlers import DELIVERY, queues
from tenants.outbox.services.waker import Waker

log = structlog.get_logger(__name__)

RUN = "tenants.outbox.tasks.run_jobs"  # by name: tasks stand above services
# Celery's own way to the broker tries again for six seconds, and waits five for a Redis that hangs.
QUICK = {"socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT, "max_retries": 0}
# Seconds after a failure in which nobody of this process waits for Redis again, but one.
PAUSE = 1.0
_redis = Breaker(pause=PAUSE)
_wakers: dict[str, Waker] = {}


def wake(clinic: Clinic, *, after: float = 0, queue: str = DELIVERY) -> None:
    """Send the wake-up, `after` seconds (at most 60, H:S4).

    Costs about TIMEOUT seconds at worst, whatever has become of Redis; nothing in a process that has a waker.
    """
    if queue in _wakers and not after:
        _wakers[queue].ask(clinic)
    else:
        send(clinic, after, queue=queue)


def have_a_waker() -> None:
    """For a process that answers requests, once: its wake-ups leave by a thread of their own.

    Workers and commands need none: nobody waits for them, and a worker's child ends without a word, so that a
    wake-up that it had not sent yet would be lost.
    """
    for queue in queues():
        _wakers[queue] = Waker(partial(send, queue=queue), pause=PAUSE, patience=TIMEOUT)


def send(clinic: Clinic, after: float = 0, *, queue: str = DELIVERY) -> bool:
    """False, and for the first of a row a line in the log, when Redis is away."""
    if not _redis.may_ask():
        return False
    try:
        _send(clinic, after, queue)
    except (OperationalError, RedisError, OSError) as away:
        if _redis.failed():
            log.warning("outbox.wake_failed", clinic=clinic.schema_name, reason=type(away).__name__)
        return False
    _redis.answered()
    return True


def _send(clinic: Clinic, after: float, queue: str) -> None:
    broker = current_app.connection_for_write(transport_options=QUICK)
    with producers[broker].acquire(block=True) as producer:
        options = {"queue": queue, "countdown": after, "retry": False, "producer": producer}
        about = {"clinic": str(clinic.uuid)} | ({} if queue == DELIVERY else {"queue": queue})
        current_app.send_task(RUN, kwargs=about, **options)
