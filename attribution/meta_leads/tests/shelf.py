"""A form's leads as Meta shows them, in memory."""

from collections.abc import Callable, Iterable
from datetime import datetime

from attribution.providers.meta_leads.base import Leads, MetaLead, MetaRefused, Pace


def a_lead(number: int, at: datetime) -> MetaLead:
    return MetaLead(str(number), created_at=at, form_id="1")


class Shelf:
    """The newest first, `size` a page; `asked` counts the questions and `refuse` says no to one by its number."""

    pace = Pace()

    def __init__(self, leads: Iterable[MetaLead], *, size: int = 100) -> None:
        self.all, self.size, self.asked = list(leads), size, 0
        self.refuse: Callable[[int], MetaRefused | None] = lambda asked: None

    def leads(
        self, form_id: str, *, since: datetime | None = None, until: datetime | None = None, after: str = ""
    ) -> Leads:
        self._count()
        fitting = [
            lead
            for lead in self.all
            if (not since or lead.created_at > since) and (not until or lead.created_at < until)
        ]
        begin = int(after or 0)
        end = begin + self.size
        newest = sorted(fitting, key=lambda lead: lead.created_at, reverse=True)
        return Leads(tuple(newest[begin:end]), str(end) if end < len(newest) else "")

    def _count(self) -> None:
        self.asked += 1
        if refused := self.refuse(self.asked):
            raise refused
