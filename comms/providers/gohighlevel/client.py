"""Contacts at GoHighLevel: one is made or brought up to date, its tags are added to (INTEGRATIONS 10)."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from comms.providers.asking import handing_over, understood
from comms.providers.base import Refused, Trouble
from comms.providers.gohighlevel.errors import refusal, refusal_of_tags
from crm.lib.errors import ProviderError
from crm.lib.http import bearer, get, post_json

GOHIGHLEVEL, VERSION = "https://services.leadconnectorhq.com", "2021-07-28"
TWO_CONTACTS = "two_contacts"
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


@dataclass(frozen=True)
class Person:
    """What we tell of somebody. Empty fields are left out, so that they empty nothing there. `stopped` is told as
    "do not disturb"; that they may be written to again is for people to say."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""  # E.164
    country: str = ""
    source: str = ""
    stopped: bool = False

    def body(self, location: str) -> dict[str, Any]:
        """Without `tags`, ever: they would take the place of all that the contact has."""
        said = {
            "firstName": self.first_name,
            "lastName": self.last_name,
            "email": self.email,
            "phone": self.phone,
            "country": self.country,
            "source": self.source,
        }
        return {
            "locationId": location,
            **{name: value for name, value in said.items() if value},
            **({"dnd": True} if self.stopped else {}),
        }


@dataclass(frozen=True)
class GoHighLevel:
    """One location, by its Private Integration token. `base` is of the environment, never of a clinic."""

    location_id: str
    token: str = field(repr=False)
    base: str = GOHIGHLEVEL
    seconds: float = 10

    def upsert(self, person: Person) -> str:
        """The contact's id. Safe to repeat. Raises Refused, ProviderAway and ProviderError."""
        found = understood(
            post_json(
                f"{self.base}/contacts/upsert",
                person.body(self.location_id),
                seconds=self.seconds,
                headers=self._headers(),
            ),
            refusal,
        )
        return _id_in(found)

    def refuse_two(self, person: Person) -> None:
        """Where mail and number are two contacts there, an upsert would write into one of them by chance: raises
        Refused with TWO_CONTACTS."""
        if not (person.email and person.phone):
            return
        ids = {self._holder(email=person.email), self._holder(number=person.phone)} - {""}
        if len(ids) > 1:
            raise Refused(Trouble.CONTENT, code=TWO_CONTACTS)

    def add_tags(self, contact: str, tags: list[str]) -> None:
        """Beside those that the contact has. Raises OutcomeUnknown when nobody can tell whether it happened."""
        with handing_over():
            url = f"{self.base}/contacts/{quote(contact, safe='')}/tags"
            asked = {"seconds": self.seconds, "headers": self._headers()}
            understood(post_json(url, {"tags": tags}, **asked), refusal_of_tags)

    def try_out(self) -> None:
        """Something harmless: whether this token may look for contacts of this location."""
        self._holder(email="nobody@example.invalid")

    def _holder(self, **by: str) -> str:
        """The id of the contact of a mail or number; empty for nobody."""
        asked = {"locationId": self.location_id, **by}
        url = f"{self.base}/contacts/search/duplicate"
        found = understood(get(url, seconds=self.seconds, headers=self._headers(), query=asked), refusal)
        contact = found.get("contact")
        return _id_in(found) if isinstance(contact, dict) and contact else ""

    def _headers(self) -> dict[str, str]:
        try:
            return {**bearer(self.token), "Version": VERSION, "Accept": "application/json"}
        except ValueError:
            raise Refused(Trouble.AUTH, code="key") from None


def _id_in(found: dict[str, Any]) -> str:
    contact = found.get("contact")
    known = contact.get("id") if isinstance(contact, dict) else None
    if not isinstance(known, str) or not _ID.fullmatch(known):
        raise ProviderError("no contact id", permanent=False)
    return known
