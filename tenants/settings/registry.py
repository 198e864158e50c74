"""Settings pages: each app says in `apps.ready()` which of its settings a clinic may change."""

from dataclasses import dataclass
from typing import Any

from django.forms import ModelForm

VIEW, CHANGE = "settings.view_clinicsettings", "settings.change_clinicsettings"


@dataclass(frozen=True)
class SettingsPage:
    slug: str
    title: Any
    about: Any
    icon: str
    permission: str
    writing: str
    form: type[ModelForm]
    order: int


_pages: dict[str, SettingsPage] = {}


def settings_page(
    slug: str,
    *,
    title: Any,
    icon: str,
    form: type[ModelForm],
    order: int,
    about: Any = "",
    permission: str = VIEW,
    writing: str = CHANGE,
) -> None:
    """A page at /admin/settings/<slug>/ for a form over ClinicSettings; `about` says in one line what it is for."""
    from tenants.desk.pages import register_page
    from tenants.settings.admin.pages import shown

    _pages[slug] = SettingsPage(slug, title, about, icon, permission, writing, form, order)
    register_page(
        f"settings/{slug}/",
        shown(slug),
        name=f"settings_{slug}",
        title=title,
        permission=permission,
        writing=writing,
    )


def settings_pages() -> list[SettingsPage]:
    return sorted(_pages.values(), key=lambda page: page.order)


def page_of(slug: str) -> SettingsPage:
    return _pages[slug]
