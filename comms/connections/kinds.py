"""What is asked for under Integrations: the kinds of credentials of conversations, and whether they work."""

import re
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comms.connections import opening
from comms.connections.asking import ask_twilio, ask_whatsapp
from comms.connections.opening import webhook
from comms.connections.words import AWAY, MAILBOX, TWILIO, WHATSAPP, sentence
from comms.providers.base import Refused
from crm.lib.errors import InvalidData, ProviderError
from crm.lib.mail import mail_address
from crm.lib.smtp import STARTTLS, TLS
from tenants.settings.errors import ProviderRefused
from tenants.settings.kinds import Field, Values, credential_kind
from tenants.settings.mail_server import NO_PASSWORD, is_port, unopened, unsafe

_ID = re.compile(r"\d{5,25}", re.ASCII)
_SENDER = re.compile(r"\+[1-9]\d{6,14}|MG[0-9a-f]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}", re.ASCII)
_SIDS = {"account_sid": "AC", "api_key_sid": "SK", "application_sid": "AP"}


def register_kinds() -> None:
    _whatsapp()
    _twilio()
    _mailbox()


def _whatsapp() -> None:
    whose = gettext_lazy("From the Business Manager, WhatsApp accounts.")
    credential_kind(
        "whatsapp",
        title=gettext_lazy("WhatsApp"),
        about=gettext_lazy("Messages of your own WhatsApp number, by Meta's Cloud API."),
        icon="chat",
        fields=(
            Field("phone_number_id", gettext_lazy("Phone number ID"), binds=True, help=whose),
            Field("waba_id", gettext_lazy("WhatsApp account ID"), binds=True, help=whose),
            Field("token", gettext_lazy("Access token"), secret=True, help=gettext_lazy("Of a system user.")),
            Field("app_secret", gettext_lazy("App secret"), secret=True, help=gettext_lazy("Signs what arrives.")),
            Field("verify_token", gettext_lazy("Verify token"), secret=True, help=gettext_lazy("A word of yours.")),
        ),
        check=_check_whatsapp,
        test=lambda values: _asked(lambda: ask_whatsapp(opening.whatsapp(values)), WHATSAPP),
        enter_there=lambda: [(gettext_lazy("Callback URL, in the app at Meta"), webhook("whatsapp"))],
        works=gettext_lazy("It works: WhatsApp knows the number, and what patients write arrives here."),
    )


def _twilio() -> None:
    softphone = gettext_lazy("Only for calls in the browser.")
    credential_kind(
        "twilio",
        title=gettext_lazy("Twilio"),
        about=gettext_lazy("SMS and calls through your own Twilio number."),
        icon="sms",
        fields=(
            Field("account_sid", gettext_lazy("Account SID"), binds=True),
            Field("auth_token", gettext_lazy("Auth token"), secret=True),
            Field(
                "webhook_key",
                gettext_lazy("Webhook shared key"),
                secret=True,
                required=False,
                help=gettext_lazy("Only if you chose one in the Twilio console: then it signs what arrives."),
            ),
            Field(
                "number", gettext_lazy("Number"), help=gettext_lazy("Like +442079460101, or the name you send as.")
            ),
            Field("api_key_sid", gettext_lazy("API key SID"), required=False, help=softphone),
            Field("api_key_secret", gettext_lazy("API key secret"), secret=True, required=False, help=softphone),
            Field("application_sid", gettext_lazy("TwiML app SID"), required=False, help=softphone),
        ),
        check=_check_twilio,
        test=_test_twilio,
        enter_there=lambda: [
            (gettext_lazy("For this number: a message comes in"), webhook("sms")),
            (gettext_lazy("For this number: a call comes in"), webhook("voice")),
        ],
        works=gettext_lazy("It works: Twilio knows the account and the number."),
    )


def _mailbox() -> None:
    ways = (
        (TLS, gettext_lazy("TLS (port 993)")),
        (STARTTLS, gettext_lazy("STARTTLS (port 143)")),
        *opening.plain(),
    )
    credential_kind(
        "imap",
        title=gettext_lazy("Mailbox"),
        about=gettext_lazy("Answers of patients are fetched from it. Nothing in it is moved or marked as read."),
        icon="inbox",
        fields=(
            Field("host", gettext_lazy("Server"), binds=True, help=gettext_lazy("Like imap.example.com.")),
            Field("port", gettext_lazy("Port"), binds=True, initial="993"),
            Field("security", gettext_lazy("Encryption"), binds=True, choices=ways, initial=TLS),
            Field("user", gettext_lazy("User"), binds=True),
            Field("password", gettext_lazy("Password"), secret=True, required=False, help=NO_PASSWORD),
            Field("folder", gettext_lazy("Folder"), initial="INBOX"),
            Field("address", gettext_lazy("Address"), help=gettext_lazy("The one that patients write to.")),
        ),
        check=_check_mailbox,
        test=lambda values: _asked(opening.mailbox(values).try_login, MAILBOX),
        works=gettext_lazy("It works: the mailbox opens."),
    )


def _test_twilio(values: Values) -> None:
    key = {name: values.get(name, "") for name in ("api_key_sid", "api_key_secret")}
    _asked(lambda: ask_twilio(opening.twilio(values), **key), TWILIO)


def _asked(ask: Callable[[], None], words: Mapping[str, object]) -> None:
    try:
        ask()
    except Refused as refused:
        raise ProviderRefused(sentence(refused, words)) from None
    except ProviderError:
        raise ProviderRefused(AWAY) from None


def _check_whatsapp(values: Values) -> None:
    said = [_("Digits only, as the Business Manager shows it.")]
    _refuse({name: said for name in ("phone_number_id", "waba_id") if not _ID.fullmatch(values[name])})


def _check_twilio(values: Values) -> None:
    wrong = {
        name: [_("It begins with %(sign)s and has 34 signs.") % {"sign": sign}]
        for name, sign in _SIDS.items()
        if values.get(name) and not re.fullmatch(rf"{sign}[0-9a-f]{{32}}", values[name], re.ASCII)
    }
    if not _SENDER.fullmatch(values["number"]):
        wrong["number"] = [
            _("A number with its country code, a messaging service, or a name of 11 letters at most.")
        ]
    if bool(values.get("api_key_sid")) != bool(values.get("api_key_secret")):
        wrong["api_key_sid"] = [_("SID and secret of a key belong together.")]
    _refuse(wrong)


def _check_mailbox(values: Values) -> None:
    wrong = {} if is_port(values["port"]) else {"port": [_("A number from 1 to 65535.")]}
    wrong |= unsafe(values) | unopened(values)
    if mail_address(values["address"]) is None:
        wrong["address"] = [_("A mail address like reception@example.com.")]
    _refuse(wrong)


def _refuse(wrong: Mapping[str, list[str]]) -> None:
    if wrong:
        raise InvalidData(_("Some fields are wrong."), fields=wrong)
