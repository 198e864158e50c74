"""Making a mail and handing it to the platform's server: what the worker does for a job."""

from collections.abc import Mapping

import structlog
from django.conf import settings
from django.db import DatabaseError

from crm.lib.errors import InvalidData
from tenants.notices.mailkinds import Mail, mail_kind_of
from tenants.notices.providers.smtp import Smtp
from tenants.outbox.handlers import GiveUp, TryAgain
from tenants.staff.services.mails import usable_mail

log = structlog.get_logger(__name__)


def deliver(payload: Mapping[str, object]) -> None:
    """Raises TryAgain and GiveUp while nothing was sent, and OutcomeUnknown when nobody knows."""
    mail = _built(str(payload["mail"]), payload["about"])
    if mail is None:
        return
    try:
        usable_mail(mail.to)
    except InvalidData as wrong:
        raise GiveUp("The account has no usable mail address.") from wrong
    if not settings.MAIL["host"]:
        raise GiveUp("No mail server is set: MAIL_HOST is empty.")
    Smtp(**settings.MAIL).send(mail)


def _built(name: str, about: Mapping[str, object]) -> Mail | None:
    """Whatever goes wrong here, nothing was sent yet."""
    try:
        return mail_kind_of(name).build(about)
    except LookupError as unknown:
        log.exception("mail.not_built", mail=name)
        raise GiveUp(f"Nobody makes mails of the kind {name}, or what it is about is gone.") from unknown
    except DatabaseError as away:
        raise TryAgain(f"The database: {type(away).__name__}") from away
    except Exception as broken:
        log.exception("mail.not_built", mail=name)
        raise GiveUp(f"The mail could not be made: {type(broken).__name__}") from broken
