"""Each way in which a connection fails, in a sentence that says what to do (INTEGRATIONS 4.4, 5.2, 6).

Of the codes of providers first, then of the kind of trouble. Never a provider's own words.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.providers.base import Refused, Trouble

_KEY = _("The access token is wrong or has expired. Make a new one that does not expire, and enter it here.")
_RIGHTS = _(
    "The access token lacks a permission. It needs whatsapp_business_messaging and whatsapp_business_management "
    "for this account."
)
_PAYMENT = _("WhatsApp has no working payment method for this account. Add one in the Business Manager.")
_LOCKED = _("WhatsApp has locked this account. The Business Manager says why and how to appeal.")
_SENDER = _("This number is not one of the Twilio account, or cannot send SMS. Check it under Phone Numbers there.")
_INSIDE = _("This address lies inside our own network. Enter a public mail server.")
_CERTIFICATE = _("The certificate of the server does not fit its name. Check the name, or ask your provider.")
_ENCRYPTION = _("The server does not speak this kind of encryption here. Try the other one, or another port.")

WHATSAPP: Mapping[str, Any] = {
    "190": _KEY,
    "0": _KEY,
    "key": _KEY,
    "HTTP 401": _KEY,
    "3": _RIGHTS,
    "10": _RIGHTS,
    "131005": _RIGHTS,
    "100": _("There is no such number or account for this access token. Check both ids in the Business Manager."),
    "133010": _("This number is not registered for the Cloud API yet. Register it in the Business Manager."),
    "131030": _("This is Meta's test number: it writes only to the numbers on its list. Connect your own number."),
    "131031": _LOCKED,
    "368": _LOCKED,
    "131042": _PAYMENT,
    "131045": _(
        "The certificate of this number is not accepted. Register the number again in the Business Manager."
    ),
}
TWILIO: Mapping[str, Any] = {
    "20003": _("Twilio refused account SID or auth token. Copy both again from the Twilio console."),
    "key": _("Twilio refused account SID or auth token. Copy both again from the Twilio console."),
    "HTTP 401": _("Twilio refused account SID or auth token. Copy both again from the Twilio console."),
    "20005": _("Twilio has suspended this account. The Twilio console says why: often it is the balance."),
    "20404": _("There is no such Twilio account. Copy the account SID again."),
    "21608": _("This is a trial account: it reaches only numbers that were verified there. Upgrade it."),
    "api_key": _("Twilio refused the API key for calls in the browser. Make a new one and enter both its parts."),
    "21606": _SENDER,
    "21659": _SENDER,
    "21660": _SENDER,
    "21704": _("This messaging service has no number that can send. Add one in the Twilio console."),
}
MAILBOX: Mapping[str, Any] = {
    "login": _(
        "The server refused user or password. Gmail wants an app password or a mail sign-in, Microsoft a sign-in."
    ),
    "token": _(
        "The server refused the mail sign-in. Check that IMAP is switched on there, and the rights of the app."
    ),
    "sign_in": _("There was no token to log in with. Test the mail sign-in under Integrations: it says why."),
    "signs": _("User and password can hold plain letters, digits and signs only: no accents."),
    "folder": _("This mailbox has no folder of this name. The usual one is INBOX."),
    "uidvalidity": _("This server does not number its mails, so they cannot be followed. Use another mailbox."),
    "inside": _INSIDE,
    "certificate": _CERTIFICATE,
    "encryption": _ENCRYPTION,
}
_BY_TROUBLE: Mapping[Trouble, Any] = {
    Trouble.AUTH: _("The provider refused the keys. Enter them again."),
    Trouble.ACCOUNT: _("The provider has stopped this account. Its console says why."),
    Trouble.RATE: _("The provider says that it is too much at once. Try again in a minute."),
    Trouble.TRANSIENT: _("The provider has a fault of its own. Try again in a minute."),
}
_OTHER = _("The provider refused, with the code %(code)s. Its documentation says what that means.")
AWAY = _("The provider did not answer. Try again in a minute; if it stays so, look at its status page.")


def sentence(refused: Refused, words: Mapping[str, Any]) -> str:
    """In the language of who is reading."""
    code = refused.code
    if code.isdigit() and 200 <= int(code) < 300 and words is WHATSAPP:
        return str(_RIGHTS)
    said = words.get(code) or _BY_TROUBLE.get(refused.trouble)
    return str(said) if said else str(_OTHER) % {"code": code or "?"}
