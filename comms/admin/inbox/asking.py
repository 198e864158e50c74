"""What an address asks of the inbox."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from comms.models import Channel, Conversation
from comms.services.inbox import (
    ALL,
    AT_WORK,
    CLOSING,
    MINE,
    STATES,
    TABS,
    UNASSIGNED,
    WAITING,
    Narrowed,
    conversations_of,
    has_own,
    page_of,
    with_counts,
)
from crm.lib.row_ids import row_id
from tenants.staff.languages import SPOKEN

TAB, STATE, AFTER, CHOOSE = "tab", "show", "after", "choose"
NAMES = (TAB, STATE, "q", "channel", "language", "label", CHOOSE)
LONGEST = 200
LOOKS_AFTER_ALL = "comms.view_account"  # whoever leads others begins with everybody's


class Asked:
    """`tab`, `show` (unread, not sent, put off or done), filters, and `after`, the last one of the page before."""

    def __init__(self, request: HttpRequest):
        self.data, self.reader = request.GET, request.user
        self.now: datetime = timezone.now()

    @cached_property
    def tabs(self) -> tuple[str, ...]:
        """Whoever works alone has no owners to tell apart, and a partner's people see nobody's."""
        others = (MINE, UNASSIGNED, WAITING, CLOSING, ALL)
        return others if has_own(self.reader) else (ALL, WAITING, CLOSING)

    @cached_property
    def tab(self) -> str:
        asked = self.data.get(TAB, "")
        if asked in TABS and asked in self.tabs:
            return asked
        return ALL if MINE not in self.tabs or self.reader.has_perm(LOOKS_AFTER_ALL) else MINE

    @cached_property
    def state(self) -> str:
        asked = self.data.get(STATE, "")
        return asked if asked in STATES else AT_WORK

    @cached_property
    def narrowed(self) -> Narrowed:
        channel, language = self.data.get("channel", ""), self.data.get("language", "")
        return Narrowed(
            text=self.data.get("q", "")[:LONGEST].replace("\x00", ""),
            channel=channel if channel in Channel.values else "",
            language=language if language in SPOKEN else "",
            label=self.data.get("label", "")[:40].replace("\x00", ""),
        )

    @property
    def is_narrowed(self) -> bool:
        return self.narrowed != Narrowed()

    @property
    def chooses(self) -> bool:
        return self.data.get(CHOOSE) == "1"

    def page(self) -> list[Conversation]:
        """With one more than a page when there are more."""
        rows = conversations_of(self.tab, self.reader, now=self.now, state=self.state, asked=self.narrowed)
        rows = with_counts(rows.select_related("lead"), self.tabs, self.reader, now=self.now)
        return page_of(rows, self.tab, after=self._after())

    def _after(self) -> Conversation | None:
        pk = row_id(self.data.get(AFTER, ""))
        return Conversation.objects.visible_to(self.reader).filter(pk=pk).first() if pk else None

    @property
    def is_first(self) -> bool:
        return not self.data.get(AFTER)

    def here(self, **changed: Any) -> str:
        """The list with these names of the address changed; None drops one. From its first page."""
        return f"{reverse('admin:inbox')}{self.query(**changed)}"

    @property
    def unfiltered(self) -> str:
        return self.here(q=None, channel=None, language=None, label=None)

    @property
    def everybody(self) -> str:
        """All that is at work, without filters."""
        return f"{reverse('admin:inbox')}?{TAB}={ALL}"

    def of(self, pk: int) -> str:
        """A conversation beside the list as it is."""
        kept = {AFTER: self.data.get(AFTER) or None}
        return f"{reverse('admin:inbox_talk', args=[pk])}{self.query(**kept)}"

    def query(self, **changed: Any) -> str:
        asked = QueryDict(mutable=True)
        values = {name: self.data.get(name) for name in NAMES} | changed
        for name, value in values.items():
            if value:
                asked[name] = str(value)
        return f"?{asked.urlencode()}" if asked else ""
