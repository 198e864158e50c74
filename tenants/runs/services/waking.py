"""Telling a worker of work to do. May fail, and quickly: the sweep finds it."""

import uuid

import structlog
from celery import current_app
from kombu.exceptions import OperationalError
from kombu.pools import producers
from redis.exceptions import RedisError

from tenants.models import Clinic
from tenants.outbox.services.wake import QUICK

log = structlog.get_logger(__name__)

GO_ON = "tenants.runs.tasks.go_on"  # by name: tasks stand above services
QUEUE = "lead_processing"


def wake(clinic: Clinic, run_id: uuid.UUID) -> None:
    try:
        broker = current_app.connection_for_write(transport_options=QUICK)
        with producers[broker].acquire(block=True) as producer:
            told = {"clinic": str(clinic.uuid), "run": str(run_id)}
            current_app.send_task(GO_ON, kwargs=told, queue=QUEUE, retry=False, producer=producer)
    except (OperationalError, RedisError, OSError) as away:
        log.warning("runs.wake_failed", clinic=clinic.schema_name, reason=type(away).__name__)
