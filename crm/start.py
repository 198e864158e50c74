"""Before a process serves anything: settings are complete and safe, no pooler mixes clinics (HOUSE 1, 6)."""

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured

from tenants.services.pooler import refuse_transaction_pooler


def refuse_unsafe_start(*, database: bool = True) -> None:
    """Raise ImproperlyConfigured that names every missing or unsafe variable, one a line."""
    if not settings.DEBUG:
        wrong = [message for message in run_checks(tags=[Tags.security, Tags.caches]) if message.is_serious()]
        if wrong:
            raise ImproperlyConfigured("\n".join(["This process may not start:", *(f"- {m.msg}" for m in wrong)]))
    if database:
        refuse_transaction_pooler()
