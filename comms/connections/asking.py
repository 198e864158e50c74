"""Asking a provider whether it knows us: something harmless, that never reaches a patient (INTEGRATIONS 15.5).

Raises Refused with the code that comms.connections.words knows, and ProviderAway.
"""

import re
from dataclasses import replace

from comms.providers.base import Refused, Trouble
from comms.providers.twilio.client import Twilio
from comms.providers.whatsapp.client import WhatsAppCloud

LOCKED = {"BANNED", "RESTRICTED", "FLAGGED"}
_NUMBER = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)


def ask_whatsapp(account: WhatsAppCloud) -> None:
    """The number, then the account: what the key may read, it may use. Subscribes the account to our app: without
    that nothing would arrive of what patients write."""
    number = account.about_number()
    state = str(number.get("status") or "CONNECTED")
    if state in LOCKED:
        raise Refused(Trouble.ACCOUNT, code="131031")
    if state != "CONNECTED":
        raise Refused(Trouble.ACCOUNT, code="133010")
    if number.get("account_mode") == "SANDBOX":
        raise Refused(Trouble.SENDER, code="131030")
    account.read(f"{account.waba_id}/message_templates", limit="1")
    account.subscribe()


def ask_twilio(account: Twilio, *, api_key_sid: str = "", api_key_secret: str = "") -> None:
    """The account, the number that it sends from, then the key for calls in the browser, if there is one."""
    about = account.account()
    if about.get("status") != "active":
        raise Refused(Trouble.ACCOUNT, code="20005")
    if about.get("type") == "Trial":
        raise Refused(Trouble.SENDER, code="21608")
    if _NUMBER.fullmatch(account.number):
        owned = account.owned(account.number)
        if not owned or not (owned.get("capabilities") or {}).get("sms"):
            raise Refused(Trouble.SENDER, code="21606")
    if api_key_sid:
        try:
            replace(account, user=api_key_sid, auth_token=api_key_secret).account()
        except Refused as refused:
            if refused.trouble is Trouble.AUTH:
                raise Refused(Trouble.AUTH, code="api_key") from None
            raise
