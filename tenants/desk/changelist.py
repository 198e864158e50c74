"""A list of rows as our templates need it: which filters are on, which part of it is shown."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.admin.views.main import PAGE_VAR, SEARCH_VAR
from unfold.views import ChangeList


@dataclass(frozen=True)
class ActiveFilter:
    """A filter that is on, and the address of the list without it."""

    title: str
    value: str
    without: str


class HouseChangeList(ChangeList):
    """unfold's list, with chips for its filters and "1 to 25 of 318"."""

    row_end = ""  # a template for the end of each `row`, beyond the columns

    def active_filters(self) -> Iterator[ActiveFilter]:
        """Those of unfold's dropdown filters that narrow the list now."""
        for spec in self.filter_specs:
            names = [name for name in spec.expected_parameters() if self.params.get(name)]
            form = next(iter(spec.choices(self)), {}).get("form") if names else None
            if form is not None:
                name = names[0]
                field = form.fields.get(name)  # none for a question that the dropdown does not ask, `__isnull`
                words = {str(value): text for value, text in getattr(field, "choices", ())}
                chosen = (
                    " – ".join(str(self.params[one]) for one in names) if len(names) > 1 else str(self.params[name])
                )
                yield ActiveFilter(spec.title, words.get(chosen, chosen), self.get_query_string(remove=names))

    def without_search(self) -> str:
        return self.get_query_string(remove=[SEARCH_VAR, PAGE_VAR])

    @property
    def first_shown(self) -> int:
        return (self.page_num - 1) * self.list_per_page + 1 if self.result_count else 0

    @property
    def last_shown(self) -> int:
        return min(self.page_num * self.list_per_page, self.result_count)

    def previous_page(self) -> str:
        """The address of the page before, or an empty string."""
        return self._page(self.page_num - 1)

    def next_page(self) -> str:
        return self._page(self.page_num + 1)

    def _page(self, number: int) -> str:
        exists = 1 <= number <= self.paginator.num_pages
        return self.get_query_string({PAGE_VAR: number}) if exists else ""
