"""Telling a worker that a clinic has jobs. May fail, and quickly: the sweep finds them (H:M15, P1, P3)."""

import time

import structlog
from celery import current_app
from kombu.exceptions import OperationalError
from kombu.pools import producers
from redis.exceptions import RedisError

from crm.lib.redisurl import TIMEOUT
from tenants.models import Clinic

log = structlog.get_logger(__name__)

RUN = "tenants.outbox.tasks.run_jobs"  # by name: tasks stand above services
# Celery's own way to the broker tries again for six seconds, and waits five for a Redis that hangs.
QUICK = {"socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT, "max_retries": 0}
# Seconds after a failure in which nobody of this process waits for Redis again.
PAUSE = 1.0
_quiet_until = 0.0


def wake(clinic: Clinic, *, after: float = 0) -> bool:
    """Send the wake-up, `after` seconds (at most 60, H:S4); False, and a log line, when Redis is away.

    Costs about TIMEOUT seconds at worst, whatever has become of Redis.
    """
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return False
    try:
        _send(clinic, after)
    except (OperationalError, RedisError, OSError) as away:
        _quiet_until = time.monotonic() + PAUSE
        log.warning("outbox.wake_failed", clinic=clinic.schema_name, reason=type(away).__name__)
        return False
    return True


def _send(clinic: Clinic, after: float) -> None:
    broker = current_app.connection_for_write(transport_options=QUICK)
    with producers[broker].acquire(block=True) as producer:
        options = {"queue": "delivery", "countdown": after, "retry": False, "producer": producer}
        current_app.send_task(RUN, kwargs={"clinic": str(clinic.uuid)}, **options)
