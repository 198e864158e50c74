"""WhatsApp Business Cloud API, Graph v26.0 (INTEGRATIONS 4, read 2026-11-20)."""

from dataclasses import dataclass, field
from typing import Any

from comms.providers.asking import handing_over, understood
from comms.providers.base import File, OutcomeUnknown, Outgoing, Receipt, Refused, Trouble
from comms.providers.whatsapp.bodies import kind_of, written
from comms.providers.whatsapp.errors import refusal
from crm.lib.errors import ProviderAway, ProviderError
from crm.lib.http import bearer, get, post_file, post_json

GRAPH, VERSION = "https://graph.facebook.com", "v26.0"


@dataclass(frozen=True)
class WhatsAppCloud:
    """One number of one business. `base` is of the environment, never of a clinic; `seconds` for each call."""

    phone_number_id: str
    token: str = field(repr=False)
    waba_id: str = ""
    base: str = GRAPH
    seconds: float = 10
    repeatable = False

    def send(self, message: Outgoing) -> Receipt:
        """Hand one message over. Raises Refused, ProviderAway and OutcomeUnknown: there is no key that would make a
        second call harmless. A file is uploaded first, which reaches nobody and may be done again."""
        if len(message.files) > 1:
            raise Refused(Trouble.CONTENT, code="one_file")
        body = written(message, self._uploaded(message.files[0]) if message.files else "")
        with handing_over():
            return _receipt(self._post(f"{self.phone_number_id}/messages", body))

    def _uploaded(self, file: File) -> str:
        """As `upload_media`; an answer that is none of theirs has reached nobody either."""
        try:
            return self.upload_media(file)
        except (Refused, ProviderAway):
            raise
        except ProviderError as strange:
            raise ProviderAway(str(strange)) from strange

    def upload_media(self, file: File) -> str:
        """Its id, good for 30 days."""
        kind_of(file)
        fields = {"messaging_product": "whatsapp", "type": file.mime}
        reply = post_file(
            self._url(f"{self.phone_number_id}/media"),
            fields,
            (file.name or "file", file.content, file.mime),
            seconds=self.seconds * 6,
            headers=self.key(),
        )
        return _text(understood(reply, refusal), "id")

    def about_number(self) -> dict[str, Any]:
        """Name, number and state of the number: for the test of the connection."""
        fields = "id,display_phone_number,verified_name,quality_rating,status,account_mode"
        return self.read(self.phone_number_id, fields=fields)

    def subscribe(self) -> None:
        """Let what happens to the account be told to our app. Safe to repeat."""
        self._post(f"{self.waba_id}/subscribed_apps", {})

    def read(self, path: str, **query: str) -> dict[str, Any]:
        """GET of something of Graph; `query` holds nothing secret."""
        reply = get(self._url(path), seconds=self.seconds, most=2 * 1024 * 1024, headers=self.key(), query=query)
        return understood(reply, refusal)

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        reply = post_json(self._url(path), body, seconds=self.seconds, headers=self.key())
        return understood(reply, refusal)

    def _url(self, path: str) -> str:
        return f"{self.base}/{VERSION}/{path}"

    def key(self) -> dict[str, str]:
        try:
            return bearer(self.token)
        except ValueError:
            raise Refused(Trouble.AUTH, code="key") from None


def _receipt(found: dict[str, Any]) -> Receipt:
    """Accepted, and no more: what becomes of it comes as statuses (INTEGRATIONS 4.1)."""
    messages, contacts = found.get("messages"), found.get("contacts")
    first = messages[0] if isinstance(messages, list) and messages else {}
    person = contacts[0] if isinstance(contacts, list) and contacts else {}
    if not (isinstance(first, dict) and isinstance(first.get("id"), str) and first["id"]):
        raise OutcomeUnknown("no id")
    known = [person.get(name) for name in ("wa_id", "user_id")] if isinstance(person, dict) else []
    return Receipt(first["id"], next((one for one in known if isinstance(one, str) and one), ""))


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise ProviderError(f"no {name}", permanent=False)
    return value
