"""Settings pages: each app says in `apps.ready()` which of its settings a clinic may change."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

VIEW, CHANGE = "settings.view_clinicsettings", "settings.change_clinicsettings"


@dataclass(frozen=True)
class SettingsPage:
    slug: str
    title: Any
    about: Any
    icon: str
    permission: str
    writing: str
    form: type[ModelForm] | None
    order: int


_pages: dict[str, SettingsPage] = {}


def settings_page(
    slug: str,
    *,
    title: Any,
    icon: str,
    order: int,
    form: type[ModelForm] | None = None,
    view: Callable[[HttpRequest], HttpResponse] | None = None,
    about: Any = "",
    permission: str = VIEW,
    writing: str = CHANGE,
) -> None:
    """A page at /admin/settings/<slug>/ for a form over ClinicSettings, or with a `view` of its own for what is
    kept elsewhere; `about` says in one line what it is for."""
    from tenants.desk.pages import register_page
    from tenants.settings.admin.pages import shown

    _pages[slug] = SettingsPage(slug, title, about, icon, permission, writing, form, order)
    register_page(
        f"settings/{slug}/",
        view or shown(slug),
        name=f"settings_{slug}",
        title=title,
        permission=permission,
        writing=writing,
    )


def settings_pages() -> list[SettingsPage]:
    return sorted(_pages.values(), key=lambda page: page.order)


def page_of(slug: str) -> SettingsPage:
    return _pages[slug]
