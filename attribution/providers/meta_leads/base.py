"""What is known of a page and of its leads, as values; and why Meta said no."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from crm.lib.errors import ProviderError

# What a page's token has to be allowed; without the last one a lead names its ad by number alone.
NEEDED = ("leads_retrieval", "pages_manage_metadata", "pages_show_list", "pages_read_engagement")
FOR_AD_NAMES = "ads_management"
PING = "444444444444"  # the lead that the "Test" button of Meta's app dashboard tells of; there is none


class Trouble(StrEnum):
    DEAD_TOKEN = "dead_token"  # noqa: S105  connect again
    PERMISSION = "permission"  # connect again with more rights
    MISSING = "missing"  # of one lead or form: gone, not there yet, or kept from us by the page's leads access
    PROOF = "proof"  # the app's secret is missing here, or another app's
    THROTTLED = "throttled"  # too many questions
    BLOCKED = "blocked"  # Meta has stopped the app or the page
    TRANSIENT = "transient"
    OTHER = "other"


PASSING = {Trouble.THROTTLED, Trouble.TRANSIENT}
_OF_THE_APP = {"4"}


class MetaRefused(ProviderError):
    """Meta's no, or no answer at all: every question here is one that may be asked again.

    `code` and `subcode` are Meta's numbers as text, or what is no number ("HTTP 502", "away"). `wait` is in
    seconds, None when nobody said how long.
    """

    def __init__(self, trouble: Trouble, *, code: str = "", subcode: str = "", wait: float | None = None):
        super().__init__(" ".join(filter(None, (trouble.value, code, subcode))), permanent=trouble not in PASSING)
        self.trouble, self.code, self.subcode, self.wait = trouble, code, subcode, wait

    @property
    def is_of_whole_app(self) -> bool:
        """Whether everybody who asks through the same app has to wait, not this page alone."""
        return self.trouble is Trouble.THROTTLED and self.code in _OF_THE_APP


@dataclass(frozen=True)
class Pace:
    """How much of what Meta allows is used, in percent: of this page and of the whole app. `wait_seconds` is what
    Meta says until the page may ask again."""

    percent: int = 0
    app_percent: int = 0
    wait_seconds: int = 0


@dataclass(frozen=True)
class TokenState:
    """`kind` is PAGE for what we need. `expires_at` None is never; `data_expires_at` comes after 90 days all the
    same. `page_id` is whose token it is, `leads_of` the pages whose leads it may read: empty is not said."""

    is_valid: bool
    kind: str = ""
    scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None
    data_expires_at: datetime | None = None
    app_id: str = ""
    page_id: str = ""
    leads_of: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The rights that a connection cannot do without and this token does not have."""
        return tuple(scope for scope in NEEDED if scope not in self.scopes)


@dataclass(frozen=True)
class Page:
    id: str
    name: str


@dataclass(frozen=True)
class Question:
    """`key` is what an answer calls it, `label` what people read, `type` what it asks for (FULL_NAME, CUSTOM).
    `options` are (key, label): an answer holds the key."""

    key: str
    label: str = ""
    type: str = "CUSTOM"
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Form:
    """`leads_count` is Meta's own, of all time; None when it does not say."""

    id: str
    name: str = ""
    status: str = ""
    locale: str = ""
    questions: tuple[Question, ...] = ()
    leads_count: int | None = None


@dataclass(frozen=True)
class Forms:
    """A page of them; `after` empty is the last."""

    forms: tuple[Form, ...]
    after: str = ""


@dataclass(frozen=True)
class Answer:
    """All that was chosen or written, storable. One name may come twice."""

    name: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class MetaLead:
    """One filled form. `created_at` is None when Meta named no moment; `disclaimers` are (key of the checkbox,
    whether it was checked); `raw` is all that came, storable."""

    id: str
    created_at: datetime | None = None
    form_id: str = ""
    ad_id: str = ""
    ad_name: str = ""
    adset_id: str = ""
    adset_name: str = ""
    campaign_id: str = ""
    campaign_name: str = ""
    is_organic: bool = False
    platform: str = ""
    answers: tuple[Answer, ...] = ()
    disclaimers: tuple[tuple[str, bool], ...] = ()
    is_test: bool = False
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Leads:
    """A page of them, the newest first; `after` empty is the last."""

    leads: tuple[MetaLead, ...]
    after: str = ""


@dataclass(frozen=True)
class LeadEvent:
    """What a webhook tells: somebody filled a form. `leadgen_id` empty is that something new is there, no more."""

    page_id: str
    leadgen_id: str = ""
    form_id: str = ""
    ad_id: str = ""
    created_at: datetime | None = None

    @property
    def is_ping(self) -> bool:
        return self.leadgen_id == PING


class LeadPages(Protocol):
    """One page's door. Each method raises MetaRefused alone; `pace` is of the latest answer."""

    pace: Pace

    def token_state(self) -> TokenState:
        """What Meta says about the token; asked with the app's id and secret."""

    def page(self) -> Page:
        """Whose token it is."""

    def subscribed(self) -> bool:
        """Whether the page tells this app of new leads."""

    def subscribe(self) -> None:
        """Let the page do so. Safe to repeat."""

    def forms(self, after: str = "") -> Forms: ...

    def form(self, form_id: str) -> Form: ...

    def leads(
        self, form_id: str, *, since: datetime | None = None, until: datetime | None = None, after: str = ""
    ) -> Leads:
        """Leads made after `since` and before `until`."""

    def lead(self, leadgen_id: str) -> MetaLead: ...
