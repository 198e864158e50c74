"""Twilio's REST API of 2010-04-01: SMS, and what a voice account needs (INTEGRATIONS 5.1, read 2026-11-20)."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from comms.providers.asking import handing_over, understood
from comms.providers.base import OutcomeUnknown, Outgoing, Receipt, Refused, Trouble
from comms.providers.twilio.errors import refusal
from crm.lib.http import Fields, basic, get, post_form

TWILIO, VERSION = "https://api.twilio.com", "2010-04-01"
LONGEST_TEXT = 1600  # signs
REFERENCE = "message"  # in the query of the address for statuses: our own id of the message


@dataclass(frozen=True)
class Twilio:
    """One account with the number it sends from: E.164, a name of letters, or a service (MG...).

    `base` is of the environment, never of a clinic; `seconds` for each call. `status_url` is told what becomes of a
    message that names no address of its own. `user` is an API key's SID, with its secret as `auth_token`.
    """

    account_sid: str
    auth_token: str = field(repr=False)
    number: str
    base: str = TWILIO
    status_url: str = ""
    user: str = ""
    seconds: float = 10
    repeatable = False

    def send(self, message: Outgoing) -> Receipt:
        """Hand one SMS over. Raises Refused, ProviderAway and OutcomeUnknown: Twilio knows no idempotency key."""
        fields = written(message, sender=self.number)
        if self.status_url and not message.status_url:
            fields["StatusCallback"] = f"{self.status_url}?{urlencode({REFERENCE: message.reference})}"
        with handing_over():
            return receipt(self.post("Messages.json", fields))

    def account(self) -> dict[str, Any]:
        """Name and state of the account: for the test of the connection."""
        return self._read(f"/{VERSION}/Accounts/{self.account_sid}.json")

    def owned(self, number: str) -> dict[str, Any] | None:
        """What the account may do with a number of its own; None when it has no such number."""
        found = self.read("IncomingPhoneNumbers.json", PhoneNumber=number).get("incoming_phone_numbers")
        return found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else None

    def read(self, path: str, **query: str) -> dict[str, Any]:
        return self._read(f"/{VERSION}/Accounts/{self.account_sid}/{path}", **query)

    def post(self, path: str, fields: Fields) -> dict[str, Any]:
        return understood(post_form(self.url(path), fields, seconds=self.seconds, headers=self.key()), refusal)

    def url(self, path: str) -> str:
        return f"{self.base}/{VERSION}/Accounts/{self.account_sid}/{path}"

    def key(self) -> dict[str, str]:
        """In a header: an address with a password would stand in logs."""
        try:
            return basic(self.user or self.account_sid, self.auth_token)
        except ValueError:
            raise Refused(Trouble.AUTH, code="key") from None

    def _read(self, path: str, **query: str) -> dict[str, Any]:
        reply = get(f"{self.base}{path}", seconds=self.seconds, headers=self.key(), query=query)
        return understood(reply, refusal)


def written(message: Outgoing, *, sender: str) -> dict[str, str]:
    """The fields of one SMS. Whatever Twilio would refuse for its shape is refused here."""
    if message.to.kind != "phone" or not message.to.value.startswith("+"):
        raise Refused(Trouble.ADDRESS, code="no_number")
    if message.files or not message.body or len(message.body) > LONGEST_TEXT:
        raise Refused(Trouble.CONTENT, code="files" if message.files else "text_too_long")
    whose = "MessagingServiceSid" if sender.startswith("MG") and len(sender) == 34 else "From"
    fields = {"To": message.to.value, whose: sender, "Body": message.body}
    return fields | ({"StatusCallback": message.status_url} if message.status_url else {})


def receipt(found: dict[str, Any]) -> Receipt:
    """Queued there, and no more: what becomes of it comes as statuses."""
    sid, number = found.get("sid"), found.get("to")
    if not isinstance(sid, str) or not sid:
        raise OutcomeUnknown("no sid")
    return Receipt(sid, number if isinstance(number, str) else "")
