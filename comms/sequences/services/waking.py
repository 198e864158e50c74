"""Telling a worker that a clinic's sequences go on at once. May fail, and quickly: Beat comes within a minute."""

import structlog
from celery import current_app
from kombu.exceptions import OperationalError
from kombu.pools import producers
from redis.exceptions import RedisError

from comms.sequences.services.enrolling import RUN
from tenants.models import Clinic
from tenants.outbox.services.wake import QUICK

log = structlog.get_logger(__name__)


def wake(clinic: Clinic) -> None:
    try:
        broker = current_app.connection_for_write(transport_options=QUICK)
        with producers[broker].acquire(block=True) as producer:
            current_app.send_task(RUN, kwargs={"clinic": str(clinic.uuid)}, retry=False, producer=producer)
    except (OperationalError, RedisError, OSError) as away:
        log.warning("sequences.wake_failed", clinic=clinic.schema_name, reason=type(away).__name__)
