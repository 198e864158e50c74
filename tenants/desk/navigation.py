"""The side bar: each app says in `apps.ready()` which of its pages stand there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from tenants.desk import access
from tenants.desk.access import CLINIC as CLINIC_SITE

# Sections, in the order in which they stand.
TODAY, GROWTH, CLINIC, SETUP, PLATFORM = "today", "growth", "clinic", "setup", "platform"
TITLES = {
    TODAY: _("Today"),
    GROWTH: _("Growth"),
    CLINIC: _("Clinic"),
    SETUP: _("Set up"),
    PLATFORM: _("Platform"),
}

ON_PHONE = 4  # entries in the bar at the foot of a phone, beside "More"


@dataclass(frozen=True)
class Entry:
    title: Any
    icon: str
    page: str
    permission: str
    section: str
    order: int
    site: str
    badge: Callable[[HttpRequest], object] | None


_entries: list[Entry] = []


def navigate(
    title: Any,
    *,
    icon: str,
    page: str,
    permission: str,
    section: str,
    order: int,
    site: str = CLINIC_SITE,
    badge: Callable[[HttpRequest], object] | None = None,
) -> None:
    """Put a page into the side bar, for whoever has the permission; `page` is a URL name ("admin:...").

    The first entries also stand in the phone's bar.
    """
    _entries.append(Entry(title, icon, page, permission, section, order, site, badge))


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """unfold's SIDEBAR["navigation"]."""
    sections = list(TITLES)
    site = access.site_of(request)
    here = [e for e in _entries if e.site == site and access.allows(e.permission, request)]
    here.sort(key=lambda e: (sections.index(e.section), e.order))
    on_phone = here[:ON_PHONE]
    groups = [(key, [_item(e, request, e in on_phone) for e in here if e.section == key]) for key in sections]
    return [{"title": TITLES[key], "items": items} for key, items in groups if items]


def _item(entry: Entry, request: HttpRequest, on_phone: bool) -> dict[str, Any]:
    badge = entry.badge(request) if entry.badge else None
    link = reverse_lazy(entry.page)
    return {"title": entry.title, "icon": entry.icon, "link": link, "badge": badge, "on_phone": on_phone}
