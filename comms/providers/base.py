"""The one face of whoever carries messages (HOUSE 10): frozen values in, frozen values out, no Django inside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from crm.lib.errors import ProviderError


class Trouble(StrEnum):
    """What kind of thing went wrong, whatever a provider calls it: decides what happens next, and what is said.

    comms.services.reasons has the sentence and the way out for each; a code of a provider may have its own.
    """

    TRANSIENT = "transient"  # theirs, for a moment: tried again
    RATE = "rate"  # too much at once on this account: tried again, slower
    PAIR = "pair"  # too much at once to this person: only this message waits
    WINDOW = "window"  # free text is closed; a template may go
    UNREACHABLE = "unreachable"  # this person has no such channel
    ADDRESS = "address"  # no such address, or not of this kind (landline)
    OPTED_OUT = "opted_out"  # they told the provider to stop
    CAPPED = "capped"  # the provider lets no more marketing through to this person for now
    CONTENT = "content"  # something in the message is not taken: shape, size, type, words
    TEMPLATE = "template"  # the template is not there, not in this language, or its fields do not fit
    TEMPLATE_PAUSED = "template_paused"  # the template is paused or disabled
    SPAM = "spam"  # the provider sees too much unwanted: bulk stops
    SENDER = "sender"  # our number or name may not send this, there
    REGION = "region"  # the country is not switched on at the provider
    ACCOUNT = "account"  # locked, unpaid, not registered: nothing leaves until the owner acts
    AUTH = "auth"  # the key is wrong or has expired: nothing leaves until it is replaced
    OTHER = "other"  # a code that we do not know

    @property
    def is_of_account(self) -> bool:
        """Whether the whole account stands still, not this message alone."""
        return self in {Trouble.AUTH, Trouble.ACCOUNT}

    @property
    def is_temporary(self) -> bool:
        """Whether the same message may go a little later."""
        return self in {Trouble.TRANSIENT, Trouble.RATE, Trouble.PAIR}


class Refused(ProviderError):
    """The provider said no, so nothing was sent. `code` is theirs; `wait` is in seconds, when they said so.

    `detail` are their own words, cut: shown beside the attempt, never logged, for they may name the patient.
    """

    def __init__(self, trouble: Trouble, *, code: str = "", wait: float | None = None, detail: str = ""):
        super().__init__(f"{trouble.value} {code}".strip(), permanent=not trouble.is_temporary)
        self.trouble, self.code, self.wait = trouble, code[:40], wait
        self.detail = "".join(sign if sign.isprintable() else " " for sign in detail[:300]).strip()


class OutcomeUnknown(Exception):
    """No whole answer came after the request had left: it may or may not have been taken (H:S2)."""


@dataclass(frozen=True)
class To:
    """Whom it is for. `kind`: "phone" (E.164), "whatsapp" (an id without a number) or "email"."""

    kind: str
    value: str
    name: str = ""


@dataclass(frozen=True)
class File:
    """A file to send: its bytes are read when the provider is called."""

    name: str
    mime: str
    content: bytes
    caption: str = ""


@dataclass(frozen=True)
class TemplateCall:
    """An approved template as the provider knows it, and what stands in its places, in order."""

    name: str
    language: str
    values: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # of the places, for a template with named ones


@dataclass(frozen=True)
class Outgoing:
    """One message to hand over. `reference` is our uuid: it comes back with statuses, where the provider has a
    place for it. `html`, `message_id`, `reply_to` and `headers` are for mail, which has its own way to thread;
    `html` says what `body` says."""

    reference: str
    to: To
    body: str = ""
    html: str = ""
    subject: str = ""
    template: TemplateCall | None = None
    files: tuple[File, ...] = ()
    message_id: str = ""
    reply_to: Sequence[str] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    status_url: str = ""  # where the provider tells what became of it, when it has to be said with each message


@dataclass(frozen=True)
class Receipt:
    """The provider took it: accepted, not delivered. `address` is what they know the person by, if they said."""

    provider_id: str
    address: str = ""


class Carrier(Protocol):
    """A channel's account, ready to send."""

    def send(self, message: Outgoing) -> Receipt:
        """Hand one message over. Raises Refused, ProviderAway before anything left, and OutcomeUnknown."""


# What comes in, as every channel tells it ---------------------------------------------------------------------


@dataclass(frozen=True)
class Sender:
    """Who wrote. Any of them may be empty: WhatsApp hides numbers, SMS has no names (INTEGRATIONS 0.1)."""

    phone: str = ""  # E.164
    user_id: str = ""  # WhatsApp's id of this person for this business
    email: str = ""
    username: str = ""
    name: str = ""


@dataclass(frozen=True)
class Media:
    """A file that came with a message, still at the provider's. `url` is only where the provider lets us ask."""

    media_id: str = ""
    url: str = ""
    mime: str = ""
    name: str = ""
    sha256: str = ""
    content: bytes | None = None  # mail brings it along


@dataclass(frozen=True)
class Incoming:
    """One message from a patient. `at` is theirs or the provider's clock, aware; `about` is what has no text."""

    account: str
    provider_id: str
    sender: Sender
    at: datetime
    kind: str = "text"
    body: str = ""
    subject: str = ""
    media: tuple[Media, ...] = ()
    reply_to: tuple[str, ...] = ()  # provider ids of what it answers, the nearest first
    referral: Mapping[str, object] = field(default_factory=dict)  # the ad that it was written from
    about: Mapping[str, object] = field(default_factory=dict)
    is_automatic: bool = False  # an out-of-office and its like: not an answer (RFC 3834)


@dataclass(frozen=True)
class Echo:
    """What the clinic wrote with its own telephone: `said.sender` is whom it went to, and `said.at` when."""

    said: Incoming


@dataclass(frozen=True)
class Status:
    """What became of a message of ours. `state`: accepted, delivered, read or failed."""

    account: str
    provider_id: str
    state: str
    at: datetime
    reference: str = ""
    trouble: Trouble | None = None
    code: str = ""


@dataclass(frozen=True)
class Preference:
    """Somebody told the provider that they want no more of that kind, or want it again."""

    account: str
    sender: Sender
    wants: bool
    at: datetime
    purpose: str = ""  # "marketing", or empty for everything


@dataclass(frozen=True)
class TemplateNews:
    """The provider decided about a template. All is theirs, in capitals; empty: nothing is said of that."""

    account: str
    name: str
    language: str
    at: datetime
    state: str = ""
    reason: str = ""
    quality: str = ""
    category: str = ""


class Standing(StrEnum):
    """What a provider says of an account of ours: decides what may leave by it."""

    WARNED = "warned"  # it may be restricted or closed soon
    RESTRICTED = "restricted"  # nobody may be written to first
    SILENCED = "silenced"  # nothing may leave, answers neither
    CLOSED = "closed"  # for good, until somebody acts there
    BACK = "back"  # in use again
    FLAGGED = "flagged"  # patients complain: its limit falls soon
    UNFLAGGED = "unflagged"
    LIMIT = "limit"  # to how many people it may write first


@dataclass(frozen=True)
class AccountNews:
    """The provider says how it stands with an account. `number` is ours, as they show it, when it is about one
    number alone; `until` when they say how long; `a_day` people may be written to first, None: nobody counts."""

    account: str
    standing: Standing
    at: datetime
    number: str = ""
    until: datetime | None = None
    code: str = ""
    a_day: int | None = None


@dataclass(frozen=True)
class AddressChange:
    """The same person has another number or id from now on."""

    account: str
    before: Sender
    after: Sender
    at: datetime


@dataclass(frozen=True)
class CallNews:
    """What became of a call. `sequence` orders them, for they come in any order."""

    account: str
    call_id: str
    state: str
    at: datetime
    sequence: int = 0
    direction: str = ""
    caller: str = ""
    called: str = ""
    seconds: int | None = None
    parent_id: str = ""
    recording_id: str = ""
    recording_seconds: int | None = None
    code: str = ""


News = Incoming | Echo | Status | Preference | TemplateNews | AccountNews | AddressChange | CallNews
