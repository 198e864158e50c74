"""Pages of the desk that are no model: they bring a view, and get login, permission and surroundings (HOUSE 12)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from tenants.desk import access
from tenants.desk.access import ANY_STAFF, CLINIC

__all__ = ["ANY_STAFF", "page_context", "register_page"]

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Page:
    path: str
    view: View
    name: str
    title: Any
    methods: tuple[str, ...]


_pages: dict[str, list[Page]] = {site: [] for site in access.SITES}


def register_page(
    path: str,
    view: View,
    *,
    name: str,
    title: Any,
    permission: str,
    writing: str = "",
    site: str = CLINIC,
    methods: Iterable[str] = ("GET", "POST"),
) -> None:
    """Answer /admin/<path> with `view(request, **kwargs)`; its address is reversed as admin:<name>.

    Called in `apps.ready()`. `permission` is "app.codename" or ANY_STAFF; `writing` is what other methods than
    reading need, when that is more. Methods that are not listed get 405. Writing asks for a CSRF token, as
    everywhere in the admin.
    """
    access.declare(f"admin:{name}", permission, writing=writing, site=site)
    allowed = tuple(methods)
    allowed += ("HEAD",) if "GET" in allowed else ()
    _pages[site].append(Page(path, view, name, title, allowed))


def page_urls(site: AdminSite, kind: str) -> list[URLPattern]:
    return [path(p.path, site.admin_view(_served(site, p)), name=p.name) for p in _pages[kind]]


def methods_of(site: str, url_name: str) -> tuple[str, ...]:
    """What a page of ours takes; empty for an address that is none."""
    return next((page.methods for page in _pages[site] if f"admin:{page.name}" == url_name), ())


def page_context(request: HttpRequest, *, title: Any = "", **more: Any) -> dict[str, Any]:
    """What admin/<app>/<page>.html needs around itself: side bar, header, `title` (the page's own unless given)."""
    site, page = request.desk_page
    return {**site.each_context(request), "title": title or page.title, **more}


def _served(site: AdminSite, page: Page) -> View:
    shown = require_http_methods(list(page.methods))(page.view)

    def served(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        request.desk_page = site, page
        request.current_app = site.name
        return shown(request, **kwargs)

    for mark in ("works_while_suspended", "csrf_exempt"):
        if hasattr(page.view, mark):
            setattr(served, mark, getattr(page.view, mark))
    return served
