"""The list's paging: a page costs what it shows, whatever the trail's length."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property

from tenants.audit.services.reading import told
from tenants.desk.changelist import HouseChangeList

COUNTED = 10_000  # rows that pages lead to; whoever looks further back chooses days


class CappedPaginator(Paginator):
    """Counts up to COUNTED rows and no further."""

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[:COUNTED].count()


class EntryList(HouseChangeList):
    """Rows with their `line`: in words, asked for once a page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        for entry, line in zip(self.result_list, told(self.result_list), strict=True):
            entry.line = line

    @property
    def is_capped(self) -> bool:
        return self.result_count >= COUNTED

    def get_ordering(self, request: HttpRequest, queryset: Any) -> list[str]:
        return ["-timestamp", "-id"]
