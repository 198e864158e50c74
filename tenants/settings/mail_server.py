"""The first kind of credentials: the server by which a clinic writes to its patients."""

from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.lib.errors import InvalidData
from crm.lib.http import LOOPBACK
from crm.lib.smtp import PLAIN, STARTTLS, TLS
from tenants.settings.kinds import Field, credential_kind
from tenants.settings.providers.smtp import try_login
from tenants.settings.services.mail_sign_in import token_finder

KIND = "smtp"
NO_PASSWORD = gettext_lazy("Empty for a user with a mail sign-in at Google or Microsoft.")
MOST = 65535


def register_mail_server() -> None:
    security = [(STARTTLS, gettext_lazy("STARTTLS (port 587)")), (TLS, gettext_lazy("TLS (port 465)"))]
    if settings.CREDENTIAL_TESTS_INSIDE:  # the simulator of development
        security.append((PLAIN, gettext_lazy("None (this machine only)")))
    credential_kind(
        KIND,
        title=gettext_lazy("Mail server"),
        about=gettext_lazy("Mails to patients go out through it, from your own address."),
        icon="mail",
        fields=(
            Field("host", gettext_lazy("Server"), binds=True, help=gettext_lazy("Like smtp.example.com.")),
            Field("port", gettext_lazy("Port"), binds=True, initial="587"),
            Field("security", gettext_lazy("Encryption"), binds=True, choices=tuple(security), initial=STARTTLS),
            Field("user", gettext_lazy("User"), binds=True),
            Field("password", gettext_lazy("Password"), secret=True, required=False, help=NO_PASSWORD),
            Field("sender", gettext_lazy("Sender"), help=gettext_lazy("The address that patients answer to.")),
        ),
        check=_check,
        test=lambda values: try_login(values, token_finder(values["user"], values["host"])),
        works=gettext_lazy("It works: the server took user and password."),
    )


def unsafe(values: Mapping[str, str]) -> dict[str, list[str]]:
    """By field, what would send a password in the clear: without encryption only this machine is spoken to."""
    if values["security"] == PLAIN and values["host"] not in LOOPBACK:
        return {"security": [_("Without encryption only a server on this machine is used.")]}
    return {}


def unopened(values: Mapping[str, str]) -> dict[str, list[str]]:
    """By field, what is missing to log in: a password, or a sign-in that this server takes."""
    if values["password"] or token_finder(values["user"], values["host"]):
        return {}
    return {"password": [_("This is needed, unless a mail sign-in fits this user and this server.")]}


def is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) <= MOST


def _check(values: Mapping[str, str]) -> None:
    wrong: dict[str, list[str]] = {}
    if not is_port(values["port"]):
        wrong["port"] = [_("A number from 1 to 65535.")]
    wrong |= unsafe(values) | unopened(values)
    try:
        validate_email(values["sender"])
    except ValidationError:
        wrong["sender"] = [_("A mail address like reception@example.com.")]
    if wrong:
        raise InvalidData(_("Some fields are wrong."), fields=wrong)
