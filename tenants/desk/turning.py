"""Numbered pages of rows that are no admin list."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


@dataclass(frozen=True)
class Turned:
    """What desk/pages.html shows of a page: `cl` there."""

    rows: Page
    previous_page: str
    next_page: str

    @property
    def page_num(self) -> int:
        return self.rows.number

    @property
    def paginator(self) -> Paginator:
        return self.rows.paginator


def turned(request: HttpRequest, rows: QuerySet, *, size: int) -> Turned:
    """The page that `?page=` names, the nearest for an odd number; the other parameters stay in the addresses."""
    page = Paginator(rows, size).get_page(request.GET.get("page"))

    def address(number: Any) -> str:
        asked = request.GET.copy()
        asked["page"] = str(number)
        return f"?{asked.urlencode()}"

    before = address(page.previous_page_number()) if page.has_previous() else ""
    return Turned(page, before, address(page.next_page_number()) if page.has_next() else "")
