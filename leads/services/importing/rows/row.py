from dataclasses import dataclass, field
from datetime import datetime

from leads.services.reading import Contact


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file as the product understands it; not compared with what the clinic holds.

    `country` and `language` are ISO codes or empty; `source` is one of Lead.Source or empty; `stage`, `owner`,
    `partner` and `custom` are texts as they stand there. Moments are aware. `reason` is empty or a code of REASONS:
    such a row is left out; `doubts` are codes of DOUBTS. A consent is (purpose, channel or "", given), and only a
    clear word is one. `reference` is (system, value); `rating` None where nobody rated.
    """

    number: int
    cells: tuple[str, ...]
    first_name: str = ""
    last_name: str = ""
    contacts: tuple[Contact, ...] = ()
    country: str = ""
    city: str = ""
    language: str = ""
    company: str = ""
    interest: str = ""
    note: str = ""
    source: str = ""
    sub_source: str = ""
    partner: str = ""
    stage: str = ""
    owner: str = ""
    created_at: datetime | None = None
    last_contact_at: datetime | None = None
    consents: tuple[tuple[str, str, bool], ...] = ()
    tags: tuple[str, ...] = ()
    do_not_contact: bool = False
    reference: tuple[str, str] | None = None
    rating: float | None = None
    website: str = ""
    custom: dict[str, str] = field(default_factory=dict)
    is_test: bool = False
    reason: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def reachable(self) -> tuple[Contact, ...]:
        return tuple(contact for contact in self.contacts if contact.is_valid)
