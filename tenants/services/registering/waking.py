"""Who builds clinics is a worker of its own, the only one that knows the owner of the database (HOUSE 5, H:K5)."""

import structlog
from celery import current_app
from kombu.exceptions import OperationalError
from kombu.pools import producers
from redis.exceptions import RedisError

from tenants.models import Registration
from tenants.outbox.services.wake import QUICK

log = structlog.get_logger(__name__)

TASK = "tenants.tasks.build_clinics"  # by name: tasks stand above services
QUEUE = "building"
EXPIRES = 60  # seconds: then Beat has asked again


def wake_builder() -> bool:
    """Say that there is something to build. Lost, Beat says it again within a minute."""
    broker = current_app.connection_for_write(transport_options=QUICK)
    try:
        with producers[broker].acquire(block=True) as producer:
            current_app.send_task(TASK, queue=QUEUE, expires=EXPIRES, retry=False, producer=producer)
    except (OperationalError, RedisError, OSError) as away:
        log.warning("builder.not_woken", reason=type(away).__name__)
        return False
    return True


def wake_builder_if_needed() -> int:
    """How many requests wait to be built; who builds is woken only when there are any."""
    waiting = Registration.objects.to_build().count()
    if waiting:
        wake_builder()
    return waiting
