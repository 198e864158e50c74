"""Telling the floors above, in the transaction of the cause; what breaks there never undoes it."""

import structlog
from django.db import InterfaceError, OperationalError, transaction

from leads.signals import Announcement

log = structlog.get_logger(__name__)
AWAY = (OperationalError, InterfaceError)


def tell_all(announcement: Announcement, **news: object) -> None:
    """Each receiver in a savepoint of its own. One that fails is logged and heard no more of this: what must follow
    all the same, its owner asks again before it acts. Raises only when the database is away."""
    for name, receiver in announcement:
        try:
            with transaction.atomic():
                receiver(**news)
        except AWAY:
            raise
        except Exception:
            log.exception("leads.receiver_failed", receiver=name)
