"""Who wrote: the ways they can be reached by, and where an answer goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from comms.models import Channel, Conversation
from comms.providers.base import Sender
from comms.services.language import country_of_user_id
from crm.lib.mail import mail_box
from crm.lib.phone import read_number
from leads.services.reading import Contact

Kind = Conversation.Kind


@dataclass(frozen=True)
class Writer:
    """`kind` and `address` are where answers go; `contacts` are how a lead is known, the surest first. Without any
    nobody can be answered: a shop that sends by its name (INTEGRATIONS 5.2)."""

    kind: str
    address: str
    contacts: tuple[Contact, ...]
    user_id: str = ""
    username: str = ""
    name: str = ""
    country: str = ""


def writer_of(sender: Sender, channel: str) -> Writer | None:
    """None for somebody who has no name at all."""
    phone = read_number(sender.phone) if sender.phone else None
    contacts = _contacts(sender, phone is not None)
    known = {"user_id": sender.user_id, "username": sender.username[:120], "name": sender.name[:200]}
    country = (phone.country if phone else "") or country_of_user_id(sender.user_id)
    if channel == Channel.MAIL:
        kind, address = Kind.EMAIL, sender.email
    elif sender.phone or not sender.user_id:
        kind, address = Kind.PHONE, sender.phone or sender.name
    else:
        kind, address = Kind.WHATSAPP, sender.user_id
    return Writer(kind, address[:254], contacts, country=country, **known) if address else None


def _contacts(sender: Sender, has_phone: bool) -> tuple[Contact, ...]:
    found: list[Contact] = []
    if has_phone:
        found.append(Contact("phone", sender.phone, sender.phone, is_valid=True))
    if sender.user_id:
        found.append(Contact("whatsapp", sender.user_id, sender.username, is_valid=True))
    if sender.email and (box := mail_box(sender.email)):
        found.append(Contact("email", box, sender.email, is_valid=True))
    return tuple(found)


def addresses_of(contacts: Sequence[Contact]) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in contacts]
