"""Turning the pages of the list of leads: to the last of a million, each as quick as the one before."""

from typing import Any

from django.contrib.admin.views.main import PAGE_VAR
from django.http import HttpRequest

from leads.models import Lead
from leads.services.finding.fields import ids_among
from leads.services.finding.onward import page_before, page_behind
from tenants.desk.changelist import HouseChangeList
from tenants.staff.models import User

AFTER, BEFORE = "after", "before"
PLACE = (AFTER, BEFORE)


class TurnedList(HouseChangeList):
    """A page begins behind a lead, or ends before one, and `p` is what it is called. By `p` alone it is counted
    off, as far as rows are counted one by one."""

    reader: User
    sort: tuple[str, str]
    has_next = False

    def get_results(self, request: HttpRequest) -> None:
        """A place that is there no more is the first page, and so is any when there are no others."""
        number = max(2, self.page_num)
        found = self._found(self._at(AFTER), self._at(BEFORE))
        if any(name in self.params for name in PLACE):
            self.page_num = 1
        super().get_results(request)
        self.page_num = self.page_num if self.multi_page else 1
        if found:
            self.page_num, self.result_list = number, found
        else:
            self.has_next = self.page_num < self.paginator.num_pages or self.paginator.counted.is_about

    def get_query_string(self, new_params: dict[str, Any] | None = None, remove: list[str] | None = None) -> str:
        """Whatever else is asked begins at the first page."""
        return super().get_query_string(new_params, [*(remove or ()), *PLACE])

    @property
    def first_shown(self) -> int:
        return (self.page_num - 1) * self.list_per_page + 1 if self.result_count else 0

    @property
    def last_shown(self) -> int:
        return max(0, self.first_shown + len(self.result_list) - 1)

    def previous_page(self) -> str:
        if self.page_num <= 2:
            return self.get_query_string() if self.page_num == 2 else ""
        return self.get_query_string({BEFORE: next(iter(self.result_list)).pk, PAGE_VAR: self.page_num - 1})

    def next_page(self) -> str:
        if not self.has_next:
            return ""
        return self.get_query_string({AFTER: list(self.result_list)[-1].pk, PAGE_VAR: self.page_num + 1})

    def _at(self, name: str) -> Lead | None:
        """The lead that the address names, wherever it stands by now, if this person sees it."""
        pks = ids_among([self.params.get(name, "")])
        return Lead.objects.visible_to(self.reader).filter(pk__in=pks).first() if pks else None

    def _found(self, after: Lead | None, before: Lead | None) -> list[Lead]:
        """Nobody, when less than a page is left before: then it is the first."""
        size, self.has_next = self.list_per_page, True
        if after:
            found = page_behind(self.queryset, after, self.sort, most=size + 1)
            self.has_next = len(found) > size
            return found[:size]
        found = page_before(self.queryset, before, self.sort, most=size) if before else []
        return found if len(found) == size else []
