"""The mail server's variables, each by its name (F:T26)."""

from collections.abc import Iterable

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Unwise
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from tenants.notices.providers.message import address_in

SECURITY = ("none", "starttls", "tls")


@register(Tags.security)
def mails_can_be_sent(app_configs: object, **_: object) -> Iterable[CheckMessage]:
    if settings.DEBUG:
        return []
    mail = settings.MAIL
    if not mail["host"]:
        said = "MAIL_HOST is missing: invitations, resets and notices are not sent."
        return [Unwise(said, hint="See .env.example.", id="notices.W001")]
    found: list[CheckMessage] = []
    if not _is_address(mail["sender"]):
        found.append(Error("MAIL_FROM is missing or no mail address.", id="notices.E001"))
    if mail["security"] not in SECURITY:
        found.append(Error(f"MAIL_SECURITY is one of {', '.join(SECURITY)}.", id="notices.E002"))
    elif mail["security"] == "none" and mail["user"]:
        found.append(Error("MAIL_SECURITY is none: MAIL_PASSWORD would be sent unprotected.", id="notices.E003"))
    if bool(mail["user"]) != bool(mail["password"]):
        found.append(Error("MAIL_USER and MAIL_PASSWORD belong together: one is missing.", id="notices.E004"))
    if not 0 < mail["port"] < 65536:
        found.append(Error("MAIL_PORT is no port.", id="notices.E005"))
    return found


def _is_address(sender: str) -> bool:
    address = address_in(sender)
    try:
        validate_email(address)
    except ValidationError:
        return False
    return address.isascii() and sender.isprintable()
