"""What a score is made from. Whatever nobody can know yet stays empty and earns nothing."""

from dataclasses import dataclass, field
from datetime import datetime

# What stands for an interest that was only told in a message: that there are words counts, not which.
IN_A_MESSAGE = "in a message"


@dataclass(frozen=True)
class Facts:
    """Of one lead, at one moment. Times are aware; `google_rating` is of 5; `response_minutes` to answer us."""

    has_phone: bool = False  # a valid one, and so below
    has_email: bool = False
    has_both_names: bool = False
    has_place: bool = False  # country or language
    email_domain: str = ""
    company: str = ""
    source: str = ""
    tags: frozenset[str] = field(default_factory=frozenset)
    treatment: str = ""  # its name in the price list
    interest: str = ""  # in their own words
    created_at: datetime | None = None
    last_inbound_at: datetime | None = None
    inbound_replies: int = 0
    opened_links: int = 0
    photos_sent: int = 0
    quotes_opened: int = 0
    travel_month: str = ""
    response_minutes: int | None = None
    google_rating: float | None = None
    website: str = ""
