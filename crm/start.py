"""Before a process serves anything: settings are complete and safe, no pooler mixes clinics (HOUSE 1, 6)."""

import structlog
from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured

from tenants.services.pooler import refuse_transaction_pooler

log = structlog.get_logger(__name__)


def refuse_unsafe_start(*, database: bool = True) -> None:
    """Raise ImproperlyConfigured that names every missing or unsafe variable, one a line; log what is unwise.

    An address without a declared permission is as unsafe (H:A1).

    `database=False` asks nothing of the database.
    """
    _check([Tags.urls])
    if not settings.DEBUG:
        _check([Tags.security, Tags.caches])
        if database:
            _check([Tags.database])
    if database:
        refuse_transaction_pooler()


def _check(tags: list[str]) -> None:
    found = run_checks(tags=tags, databases=["default"])
    wrong = [message for message in found if message.is_serious()]
    if wrong:
        raise ImproperlyConfigured("\n".join(["This process may not start:", *(f"- {m.msg}" for m in wrong)]))
    for message in found:
        log.warning("start.unwise", check=message.id, says=message.msg)
