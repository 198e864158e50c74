"""An account ready to be used, of the values of its credential. Where a provider answers, our settings say."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy

from comms.models import Account
from comms.providers.base import Refused, Trouble
from comms.providers.mail.imap import Mailbox
from comms.providers.mail.smtp import ClinicMail
from comms.providers.twilio.client import Twilio
from comms.providers.whatsapp.client import WhatsAppCloud
from crm.lib.smtp import PLAIN
from tenants.context import current_clinic
from tenants.services.hosts import platform_address
from tenants.settings.providers.addresses import public_address
from tenants.settings.providers.oauth import SignInRefused
from tenants.settings.services.mail_sign_in import token_finder

Values = Mapping[str, str]


def whatsapp(values: Values) -> WhatsAppCloud:
    return WhatsAppCloud(
        values["phone_number_id"], values["token"], values["waba_id"], base=settings.WHATSAPP_BASE_URL
    )


def twilio(values: Values) -> Twilio:
    return Twilio(
        values["account_sid"],
        values["auth_token"],
        values["number"],
        base=settings.TWILIO_BASE_URL,
        status_url=webhook("sms"),
    )


def clinic_mail(values: Values) -> ClinicMail:
    return ClinicMail(
        host=values["host"],
        port=int(values["port"]),
        user=values["user"],
        password=values["password"],
        sender=values["sender"],
        security=values["security"],
        find_address=public_address,
        find_token=_signed_in(values),
    )


def mailbox(values: Values) -> Mailbox:
    return Mailbox(
        host=values["host"],
        port=int(values["port"]),
        user=values["user"],
        password=values["password"],
        security=values["security"],
        folder=values["folder"],
        find_address=public_address,
        find_token=_signed_in(values),
    )


def _signed_in(values: Values) -> Callable[[], str] | None:
    """A token, where a mailbox takes one instead of a password; asked for when the server is."""
    find = token_finder(values["user"], values["host"])

    def token() -> str:
        try:
            return find()
        except SignInRefused:
            raise Refused(Trouble.AUTH, code="sign_in") from None

    return token if find else None


def webhook(name: str) -> str:
    """Where the current clinic's news of a provider arrives: its own secret proves them."""
    return f"{platform_address()}/api/v1/webhooks/{name}/{current_clinic().uuid}"


def plain() -> tuple[tuple[str, Any], ...]:
    """To the simulator, and to nobody else: crm.lib.smtp speaks it with this machine alone."""
    return ((PLAIN, gettext_lazy("None (this machine only)")),) if settings.CREDENTIAL_TESTS_INSIDE else ()


def by_account(open_: Any) -> Any:
    """As `comms.carriers` wants it."""

    def make(account: Account, values: Values) -> Any:
        return open_(values)

    return make
