"""Mail to the platform's own people. Public has no outbox: a wake-up that is lost is a mail that is lost.

Few people, and each of their mails is the answer to something they just did and can do again; so it is sent at most
once, and nothing is left behind when it is not (docs/operator.md).
"""

from collections.abc import Mapping

import structlog
from celery import current_app
from django.core.cache import cache
from django.db import transaction
from kombu.exceptions import OperationalError
from kombu.pools import producers
from redis.exceptions import RedisError

from tenants.notices.services.deliver import deliver
from tenants.outbox.handlers import GiveUp, OutcomeUnknown, TryAgain
from tenants.outbox.services.wake import QUICK

log = structlog.get_logger(__name__)

TASK = "tenants.notices.tasks.send_platform_mail"  # by name: tasks stand above services
# Seconds between tries, as for jobs (F:I21), and for how long a key is remembered.
WAITS = (1, 2, 4)
REMEMBERED = 24 * 3600


def post_for_platform(name: str, about: Mapping[str, object], *, key: str) -> None:
    transaction.on_commit(lambda: _send(name, dict(about), key, attempt=0))


def send_now(name: str, about: Mapping[str, object], key: str, attempt: int) -> str:
    """Send it unless this attempt was made before; how it ended. Only what reached nobody is tried again."""
    if not cache.add(f"platform-mail:{name}:{key}:{attempt}", 1, timeout=REMEMBERED):
        return "known"
    try:
        deliver({"mail": name, "about": about})
    except TryAgain:
        if attempt < len(WAITS) and _send(name, dict(about), key, attempt=attempt + 1):
            return "retry"
        return _told(name, "failed")
    except GiveUp:
        return _told(name, "failed")
    except OutcomeUnknown:
        return _told(name, "unknown")
    return _told(name, "done")


def _told(name: str, outcome: str) -> str:
    log.info("platform_mail", mail=name, outcome=outcome)
    return outcome


def _send(name: str, about: dict[str, object], key: str, *, attempt: int) -> bool:
    kwargs = {"name": name, "about": about, "key": key, "attempt": attempt}
    broker = current_app.connection_for_write(transport_options=QUICK)
    try:
        with producers[broker].acquire(block=True) as producer:
            wait = WAITS[attempt - 1] if attempt else 0
            current_app.send_task(
                TASK, kwargs=kwargs, queue="delivery", countdown=wait, retry=False, producer=producer
            )
    except (OperationalError, RedisError, OSError) as away:
        log.warning("platform_mail.not_sent", mail=name, reason=type(away).__name__)
        return False
    return True
