"""The list of leads: filtered, ordered, paged and counted by leads.services.finding, and what an empty one says."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import cached_property

from crm.lib.errors import InvalidData
from leads.admin.chips import chips_of, without
from leads.admin.dropping import Dropping, what_to_drop
from leads.admin.turning import PLACE, TurnedList
from leads.models import CustomValue, LeadPayload, LeadTag
from leads.querysets import LeadQuerySet
from leads.services.finding.counting import Count, count_of
from leads.services.finding.custom import could_be_custom, custom_fields
from leads.services.finding.filters import LeadFilters, names_of_filters
from leads.services.finding.search import read_search
from leads.services.finding.sorting import in_order, read_sort
from leads.services.triage import waiting
from tenants.desk.changelist import ActiveFilter
from tenants.desk.services.counting import EXACT
from tenants.keys.permissions import CHANGE

SIZES = (25, 50, 100)
SIZE = "size"
_BESIDE = {"sort_by", "sort_order", SIZE, *PLACE}


class LeadPages(Paginator):
    """Pages that are counted off, as far as rows are counted one by one; further on see `TurnedList`."""

    @cached_property
    def counted(self) -> Count:
        return count_of(self.object_list)

    @cached_property
    def count(self) -> int:
        return min(self.counted.number, EXACT)


class LeadList(TurnedList):
    filters: LeadFilters

    def __init__(self, request: HttpRequest, *args: Any):
        self.reader, self.now = request.user, timezone.now()
        self.choices = getattr(request, "lead_choices", {})  # of the bar: asked once for the whole page
        super().__init__(request, *args)

    def get_filters(self, request: HttpRequest) -> tuple[list, bool, dict, bool, bool]:
        """None of unfold's: LeadFilters has them. A name that it could not ever know is refused (H:A4)."""
        unknown = set(self.get_filters_params()) - names_of_filters() - _BESIDE
        if not all(map(could_be_custom, unknown)):
            raise DisallowedModelAdminLookup("Filtering by an unknown name is not allowed.")
        return [], True, {}, False, False

    def get_queryset(self, request: HttpRequest, exclude_parameters: list | None = None) -> LeadQuerySet:
        rows = super().get_queryset(request, exclude_parameters)
        self.filters = LeadFilters(request.GET, rows, reader=self.reader, now=self.now)
        found = self.filters.qs.prefetch_related(*_beside())
        self.has_active_filters = bool(self.filters.wrong) or any(True for _ in self.filters.on())
        return in_order(found, *self.sort)

    @cached_property
    def sort(self) -> tuple[str, str]:
        """As the address says; as usual when it says something odd."""
        try:
            return read_sort(self.params.get("sort_by", ""), self.params.get("sort_order", ""))
        except InvalidData:
            return read_sort("", "")

    def get_results(self, request: HttpRequest) -> None:
        size = self.params.get(SIZE, "")
        self.list_per_page = int(size) if size in map(str, SIZES) else SIZES[0]
        super().get_results(request)

    @property
    def row_end(self) -> str:
        """The quick actions of a row, for who may move and give (F:W13)."""
        return "leads/list/quick.html" if "move" in self.choices else ""

    def sizes(self) -> list[tuple[int, str]]:
        """Leads on a page, and the address for it."""
        return [(size, self.get_query_string({SIZE: size})) for size in SIZES]

    @property
    def about(self) -> str:
        """How many there are about, when they are too many to count."""
        counted = self.paginator.counted
        return number_format(counted.number, force_grouping=True) if counted.is_about else ""

    def active_filters(self) -> Iterator[ActiveFilter]:
        return iter(self._chips)

    @cached_property
    def _chips(self) -> list[ActiveFilter]:
        return list(chips_of(self.filters))

    @property
    def wrong(self) -> list[ActiveFilter]:
        """Filters that cannot be read: what they are called, what is odd, the address without."""
        return [
            ActiveFilter(title, odd, "?" + without(self.filters.data, name).urlencode())
            for name, title, odd in self.filters.wrong_in_words()
        ]

    def without_search(self) -> str:
        return "?" + without(without(self.filters.data, "q"), "search").urlencode()

    @property
    def dropping(self) -> list[Dropping]:
        """Which filter to drop; asked by a list with nothing to show."""
        return what_to_drop(self.filters, self.root_queryset, query=self.query)

    @property
    def waiting_arrival(self) -> LeadPayload | None:
        """What waits in triage under the number that was searched; asked by a list with nothing to show."""
        number = read_search(self.query).submission
        return waiting(self.reader).filter(submission=number).first() if number is not None else None

    @property
    def may_connect(self) -> bool:
        """Whether this person puts the form into the website."""
        return self.reader.has_perm(CHANGE)

    @property
    def has_archived(self) -> bool:
        """Whether this person has leads at all, in the archive; asked by a list with nothing to show."""
        return self.root_queryset.archived().exists()


def _beside() -> list[Prefetch]:
    """Rows of other tables that a row of the list shows: one statement each, whatever the size of the page."""
    beside = [Prefetch("lead_tags", LeadTag.objects.select_related("tag"))]
    shown = [field.pk for field in custom_fields() if field.in_list]
    if shown:
        beside.append(Prefetch("custom_values", CustomValue.objects.filter(field__in=shown), to_attr="in_list"))
    return beside
