"""The ways to write to somebody, each with what it takes now: free text, templates only, or nothing and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from comms.models import Account, Channel, Conversation
from comms.services.by_hand import PERSONAL
from comms.services.refusals import is_bounced
from comms.services.starting import CHANNELS
from comms.services.windows import Window, channel_window
from leads.models import Lead
from leads.models.consent import Purpose
from leads.services.consent.stops import Stop, addresses_of, stops_of

ORDER = (Channel.WHATSAPP, Channel.MAIL, Channel.SMS)
OPEN, TEMPLATES, CLOSED, STOPPED, STANDING = "open", "templates", "closed", "stopped", "standing"


@dataclass(frozen=True)
class Fresh:
    """A talk that nobody has begun, as a window looks at it."""

    channel: str
    last_in_at: datetime | None = None


@dataclass(frozen=True)
class Way:
    """A conversation, or a contact of the lead that one may be begun with. `is_bounced`: it is stopped because it
    cannot be reached, and nobody asked for that."""

    channel: str
    address: str
    account: Account
    window: Window
    is_stopped: bool
    is_bounced: bool = False
    conversation: Conversation | None = None
    contact: int | None = None

    @property
    def key(self) -> str:
        return f"c{self.conversation.pk}" if self.conversation else self.begins_as

    @property
    def begins_as(self) -> str:
        """Its key before there was a conversation: a page from then means this one."""
        return f"{self.channel}-{self.contact}"

    @property
    def label(self) -> str:
        return Channel(self.channel).label

    @property
    def state(self) -> str:
        if self.is_stopped:
            return STOPPED
        if self.account.state != Account.State.OPEN:
            return STANDING
        if self.window.is_open:
            return OPEN
        return TEMPLATES if self.window.takes_templates else CLOSED


def ways_to(lead: Lead | None, conversation: Conversation | None, *, now: datetime) -> list[Way]:
    """Those that there are, in the order of ORDER; of a channel with two addresses both. Behind a talk on a number
    that the clinic gave up stands the one in its place. A fixed number of questions. `conversation` alone for
    somebody who waits in triage."""
    talks = _talks(lead, conversation)
    contacts = [one for one in lead.identities.all() if one.is_valid] if lead else []
    accounts = _first_of_each(Account.objects.exclude(state=Account.State.OFF).order_by("pk"))
    stops = _stops(lead, talks)
    pks = {(one.kind, one.value): one.pk for one in contacts}
    found = [_of_talk(talk, stops, pks.get((talk.kind, talk.address)), now) for talk in talks]
    known = {(way.channel, way.address) for way in found if way.account.state != Account.State.OFF}
    for contact in contacts:
        for channel in CHANNELS.get(contact.kind, ()):
            if channel in accounts and (channel, contact.value) not in known:
                window = channel_window(Fresh(channel), now)
                fresh = Way(channel, contact.value, accounts[channel], window, *_known(stops, channel))
                found.append(replace(fresh, contact=contact.pk))
    off = Account.State.OFF
    return sorted(found, key=lambda way: (_place(way.channel), way.account.state == off, way.conversation is None))


def way_of(ways: Iterable[Way], key: str) -> Way | None:
    """The one of that key, as a page gives it back, also when somebody has begun it meanwhile."""
    return next((way for way in ways if key in {way.key, way.begins_as}), None)


def _of_talk(talk: Conversation, stops: Iterable[Stop], contact: int | None, now: datetime) -> Way:
    window, known = channel_window(talk, now), _known(stops, talk.channel)
    return Way(talk.channel, talk.address, talk.account, window, *known, talk, contact)


def _talks(lead: Lead | None, conversation: Conversation | None) -> Sequence[Conversation]:
    """Without those that go by somebody's own telephone: nothing is sent through them."""
    if lead is None:
        return [conversation] if conversation else []
    by_us = lead.conversations.select_related("account").exclude(account__kind=PERSONAL)
    return list(by_us.order_by("-last_at", "-pk"))


def _first_of_each(accounts: Iterable[Account]) -> dict[str, Account]:
    found: dict[str, Account] = {}
    for one in accounts:
        found.setdefault(one.channel, one)
    return found


def _stops(lead: Lead | None, talks: Iterable[Conversation]) -> list[Stop]:
    """Of all their addresses: whoever asks us to stop asks for themselves, not for a number."""
    addresses = {(talk.kind, talk.address) for talk in talks}
    if lead is not None:
        addresses |= addresses_of([lead.pk])[lead.pk]
    return [stop for stops in stops_of(addresses).values() for stop in stops]


def _known(stops: Iterable[Stop], channel: str) -> tuple[bool, bool]:
    """Whether it is stopped, and whether by nothing but that it cannot be reached."""
    standing = [stop for stop in stops if stop.covers(channel, Purpose.CONTACT)]
    return bool(standing), is_bounced(standing)


def _place(channel: str) -> int:
    return ORDER.index(channel) if channel in ORDER else len(ORDER)
