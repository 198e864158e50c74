"""A pooler in transaction mode hands one clinic's search_path to another: refuse to start behind one (H:T1, M1)."""

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

log = structlog.get_logger(__name__)


def behind_transaction_pooler() -> bool:
    """Hold one client open and ask a second: two clients with one backend share it behind our back.

    The first client is idle and outside a transaction, which is just when such a pooler lends its backend away.
    """
    first, second = connections["default"].copy(), connections["default"].copy()
    try:
        return _backend(first) == _backend(second)
    finally:
        first.close()
        second.close()


def refuse_transaction_pooler() -> None:
    """Raise ImproperlyConfigured behind a pooler in transaction mode; a database that is away is not judged."""
    try:
        pooled = behind_transaction_pooler()
    except OperationalError:
        log.warning("pooler.not_checked", reason="database away")
        return
    if pooled:
        raise ImproperlyConfigured(
            "DATABASE_URL leads through a pooler in transaction mode, where clinics would see each other's rows. "
            "Use a direct address or session pooling."
        )


def _backend(wrapper: BaseDatabaseWrapper) -> int:
    wrapper.settings_dict["OPTIONS"] = {k: v for k, v in wrapper.settings_dict["OPTIONS"].items() if k != "pool"}
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]
