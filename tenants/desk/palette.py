"""What the palette (Ctrl-K) finds: pages by their name, rows by what their list searches."""

from collections.abc import Iterator

from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest
from django.urls import reverse
from unfold.dataclasses import SearchResult

ROWS = 10  # of each list; whoever wants more opens the list


def found(site: AdminSite, request: HttpRequest, term: str) -> Iterator[SearchResult]:
    """Only what this person may view: lists first, then the rows in them."""
    admins = [admin for admin in site._registry.values() if admin.has_view_permission(request)]
    for admin in admins:
        title = str(admin.opts.verbose_name_plural).capitalize()
        if term.lower() in title.lower():
            yield SearchResult(title, _app(admin), _address(admin, "changelist"), "list")
    for admin in admins:
        yield from _rows(admin, request, term)


def _rows(admin: ModelAdmin, request: HttpRequest, term: str) -> Iterator[SearchResult]:
    if not admin.get_search_fields(request):
        return
    rows, _ = admin.get_search_results(request, admin.get_queryset(request), term)
    kind = str(admin.opts.verbose_name).capitalize()
    for row in rows.distinct()[:ROWS]:
        line = " · ".join(filter(None, [kind, admin.palette_line(row)]))
        yield SearchResult(str(row), line, _address(admin, "change", row.pk), "arrow_right_alt")


def _app(admin: ModelAdmin) -> str:
    return str(admin.opts.app_config.verbose_name)


def _address(admin: ModelAdmin, page: str, *args: object) -> str:
    return reverse(f"admin:{admin.opts.app_label}_{admin.opts.model_name}_{page}", args=args)
