"""Keys of mail providers that bring mails by webhook, and tell what became of ours."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from comms.connections.opening import webhook
from comms.services.arriving.mail import has_told
from comms.services.mail_providers.known import MAILGUN, POSTMARK
from tenants.settings.errors import ProviderRefused
from tenants.settings.kinds import Field, Values, credential_kind

NOTHING_YET = _(
    "Nothing that these keys fit has arrived yet. Enter the address there, have the provider send a test, and try "
    "again."
)
WORKS = _("It works: what the provider tells arrives here, and its signature fits.")


def register_mail_providers() -> None:
    credential_kind(
        MAILGUN,
        title="Mailgun",
        about=_("Mails of patients arrive at once, and Mailgun tells what became of yours."),
        icon="mark_email_read",
        fields=(
            Field(
                "signing_key",
                _("HTTP webhook signing key"),
                secret=True,
                help=_("From Mailgun, Sending, Webhooks."),
            ),
        ),
        test=_heard(MAILGUN),
        enter_there=lambda: [(_("Webhooks, and the route that forwards mails"), webhook("mail/mailgun"))],
        works=WORKS,
    )
    credential_kind(
        POSTMARK,
        title="Postmark",
        about=_("Mails of patients arrive at once, and Postmark tells what became of yours."),
        icon="mark_email_read",
        fields=(
            Field("user", _("User"), binds=True, help=_("A word of yours, for the basic auth of the webhooks.")),
            Field("password", _("Password"), secret=True, help=_("Another one, long and of yours alone.")),
        ),
        test=_heard(POSTMARK),
        enter_there=lambda: [(_("Inbound webhook, and webhooks of the message stream"), webhook("mail/postmark"))],
        works=WORKS,
    )


def _heard(provider: str) -> Callable[[Values], None]:
    """Nobody can be asked: what has arrived was checked with the keys of that moment."""

    def test(values: Values) -> None:
        if not has_told(provider):
            raise ProviderRefused(NOTHING_YET)

    return test
