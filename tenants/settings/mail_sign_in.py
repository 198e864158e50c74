"""The keys by which a clinic's mailbox at Google or Microsoft is opened without a password."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.lib.errors import InvalidData, ProviderAway
from crm.lib.mail import mail_address
from tenants.settings.errors import ProviderRefused
from tenants.settings.kinds import Field, Values, credential_kind
from tenants.settings.providers.oauth import GOOGLE, MICROSOFT, SignInRefused, is_tenant
from tenants.settings.services.mail_sign_in import KIND, fresh_token

_APP = gettext_lazy("Of the app that you registered there.")
_SAID = {
    "invalid_grant": gettext_lazy(
        "The sign-in is not valid any more: somebody ended it, or the password was changed. Sign in there once "
        "more, and enter the new refresh token."
    ),
    "invalid_client": gettext_lazy(
        "Client ID or client secret is wrong, or the secret has expired. Make a new one there and enter it here."
    ),
    "invalid_scope": gettext_lazy("The app may not use the mailbox. Give it the rights for SMTP and IMAP there."),
}
_SAID["unauthorized_client"] = _SAID["invalid_client"]
_OTHER = gettext_lazy("They gave no token, with the code %(code)s. Their documentation says what that means.")
_AWAY = gettext_lazy("The provider did not answer. Try again in a minute; if it stays so, look at its status page.")


def register_mail_sign_in() -> None:
    providers = ((GOOGLE, "Google"), (MICROSOFT, "Microsoft"))
    directory = gettext_lazy("Of Microsoft only: id or domain of your directory. Empty: any.")
    credential_kind(
        KIND,
        title=gettext_lazy("Mail sign-in"),
        about=gettext_lazy("For mail servers of Google and Microsoft, which take no passwords from programs."),
        icon="passkey",
        fields=(
            Field("provider", gettext_lazy("Provider"), binds=True, choices=providers, initial=GOOGLE),
            Field("tenant", gettext_lazy("Directory"), binds=True, required=False, help=directory),
            Field("client_id", gettext_lazy("Client ID"), binds=True, help=_APP),
            Field("client_secret", gettext_lazy("Client secret"), secret=True, help=_APP),
            Field("refresh_token", gettext_lazy("Refresh token"), secret=True),
            Field(
                "user",
                gettext_lazy("User"),
                binds=True,
                help=gettext_lazy("As in mail server and mailbox: there its password may stay empty."),
            ),
        ),
        check=_check,
        test=_test,
        works=gettext_lazy("It works: they gave a token for this mailbox."),
    )


def said_of(code: str) -> str:
    """Why there was no token, and the way out."""
    return str(_SAID.get(code) or _OTHER % {"code": code})


def _check(values: Values) -> None:
    wrong = {}
    if values["tenant"] and not is_tenant(values["tenant"]):
        wrong["tenant"] = [_("An id or a domain, as Microsoft shows it.")]
    if mail_address(values["user"]) is None:
        wrong["user"] = [_("A mail address like reception@example.com.")]
    if wrong:
        raise InvalidData(_("Some fields are wrong."), fields=wrong)


def _test(values: Values) -> None:
    try:
        fresh_token(values, now=timezone.now())
    except SignInRefused as refused:
        raise ProviderRefused(said_of(refused.code)) from None
    except ProviderAway:
        raise ProviderRefused(_AWAY) from None
