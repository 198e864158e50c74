"""Telling a worker that a clinic has jobs. May fail: the sweep finds them (H:M15, P1)."""

import structlog
from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from tenants.models import Clinic

log = structlog.get_logger(__name__)

RUN = "tenants.outbox.tasks.run_jobs"  # by name: tasks stand above services


def wake(clinic: Clinic, *, after: float = 0) -> bool:
    """Send the wake-up, `after` seconds (at most 60, H:S4); False, and a log line, when Redis is away."""
    try:
        current_app.send_task(
            RUN, kwargs={"clinic": str(clinic.uuid)}, queue="delivery", countdown=after, retry=False
        )
    except (OperationalError, RedisError, OSError) as away:
        log.warning("outbox.wake_failed", clinic=clinic.schema_name, reason=type(away).__name__)
        return False
    return True
