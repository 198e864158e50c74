"""Who is meant in a body of WhatsApp's webhook: by number, by id, or by both (INTEGRATIONS 0.1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from comms.providers.base import AddressChange, Sender
from crm.lib.shapes import items, mapping, moment, phone, text

# "IT.9876..", and "US.ENT.1234.." for all accounts of a business: the country stands first.
_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9._-]{1,120}", re.ASCII)


@dataclass(frozen=True)
class People:
    """The contacts that came along, in their order."""

    known: tuple[Sender, ...]

    def of(self, number: object, user_id: object) -> Sender:
        """Whoever has this number or id, with what the contacts say of them. Without either: the only contact."""
        asked = Sender(phone(number), user_id_in(user_id) or user_id_in(number))
        if not asked.phone and not asked.user_id:
            return self.known[0] if len(self.known) == 1 else asked
        for one in self.known:
            if (asked.phone and one.phone == asked.phone) or (asked.user_id and one.user_id == asked.user_id):
                return replace(one, phone=asked.phone or one.phone, user_id=asked.user_id or one.user_id)
        return asked


def people_of(value: Mapping[str, object]) -> People:
    return People(tuple(_contact(one) for one in items(value.get("contacts"))))


def _contact(one: Mapping[str, object]) -> Sender:
    profile = mapping(one.get("profile"))
    return Sender(
        phone=phone(one.get("wa_id")),
        user_id=user_id_in(one.get("user_id")),
        username=text(profile.get("username"), 80),
        name=text(profile.get("name"), 200).strip(),
    )


def user_id_in(value: object) -> str:
    said = text(value, 128)
    return said if _USER_ID.fullmatch(said) else ""


def account_in(value: Mapping[str, object]) -> str:
    """The number of ours that it is about, by WhatsApp's id of it."""
    return text(mapping(value.get("metadata")).get("phone_number_id"), 40)


def changed(account: str, message: Mapping[str, object], now: datetime) -> AddressChange | None:
    """The same person has another number: told as a message of the system."""
    system = mapping(message.get("system"))
    if system.get("type") != "user_changed_number":
        return None
    before = Sender(phone(message.get("from")), user_id_in(message.get("from_user_id")))
    after = Sender(phone(system.get("wa_id")), user_id_in(system.get("user_id")))
    known = (before.phone or before.user_id) and (after.phone or after.user_id)
    return AddressChange(account, before, after, moment(message.get("timestamp"), now)) if known else None
