"""The two admin sites: one for a clinic's people, one for the platform's (HOUSE 12, H:T20)."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from csp.decorators import csp_update
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Paginator
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django.utils.functional import SimpleLazyObject
from unfold.sites import UnfoldAdminSite

from tenants.desk import access
from tenants.desk.addresses import named
from tenants.desk.landing import shown_cards
from tenants.desk.pages import page_urls
from tenants.desk.palette import found
from tenants.desk.site_access import declare_model
from tenants.middleware import works_while_suspended

PALETTE_PAGE = 20
# What unfold's Alpine and its components need, and public pages do not get (LIBRARIES, fact 7).
_desk_policy = csp_update({"script-src": ["'unsafe-eval'"], "style-src": ["'unsafe-inline'"]})


class HouseSite(UnfoldAdminSite):
    """unfold's site under our content policy; people of a suspended clinic still log in and out."""

    enable_nav_sidebar = True
    kind: str

    def __init__(self, name: str = "admin"):
        super().__init__(name)
        self.disable_action("delete_selected")  # rows are archived, by actions that can be taken back

    def register(self, model_or_iterable: Any, admin_class: type | None = None, **options: Any) -> None:
        """Only what this house registers: libraries bring pages of their own (Beat's tables, groups with every
        right), and those stay out."""
        from tenants.desk.options import HouseModelAdmin

        if admin_class and issubclass(admin_class, HouseModelAdmin):
            super().register(model_or_iterable, admin_class, **options)
            models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
            for model in models:
                declare_model(model, admin_class, site=self.kind)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Our pages first. Without /admin/r/: it asks for any table by number, also for those of the other side."""
        routes = [route for route in super().get_urls() if getattr(route, "name", "") != "view_on_site"]
        catch_all = named(routes[-1], "nothing_here")
        return [*page_urls(self, self.kind), *routes[:-1], catch_all]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """/admin/: the cards of this person's day."""
        request.current_app = self.name
        context = {**self.each_context(request), "cards": list(shown_cards(request)), **(extra_context or {})}
        return TemplateResponse(request, "admin/index.html", context)

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """unfold's palette, asked afresh each time: its cache would show what is no longer one's own."""
        term = request.GET.get("s", "").strip()
        if not term:
            return HttpResponse()
        started = time.monotonic()
        pages = Paginator(list(found(self, request, term)), PALETTE_PAGE)
        page = pages.get_page(request.GET.get("page"))
        context = {
            "page_obj": pages,
            "results": page,
            "page_counter": page.start_index() - 1,
            "execution_time": time.monotonic() - started,
            "command_show_history": False,
        }
        template = "command" if "extended" in request.GET else "search"
        return TemplateResponse(request, f"unfold/helpers/{template}_results.html", context)

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        return _desk_policy(super().admin_view(view, cacheable))

    @works_while_suspended
    def login(self, request: HttpRequest, extra_context: Mapping[str, object] | None = None) -> HttpResponse:
        from tenants.staff.login import login_door

        return login_door(request)

    @works_while_suspended
    def logout(self, request: HttpRequest, extra_context: Mapping[str, object] | None = None) -> HttpResponse:
        return super().logout(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        from tenants.staff.own_password import change_password

        return change_password(request, self)


class ClinicSite(HouseSite):
    """Staff of the clinic whose host this is."""

    settings_name = "UNFOLD"
    kind = access.CLINIC

    def register(self, model_or_iterable: Any, admin_class: type | None = None, **options: Any) -> None:
        """No list without a scope. Raises ImproperlyConfigured for a page that asks nobody, or cannot ask."""
        from tenants.desk.options import ClinicModelAdmin

        super().register(model_or_iterable, admin_class, **options)
        for model, page in self._registry.items():
            if not isinstance(page, ClinicModelAdmin):
                raise ImproperlyConfigured(f"{type(page).__name__} shows all rows: make it a ClinicModelAdmin.")
            if not hasattr(model._default_manager, "visible_to"):
                raise ImproperlyConfigured(f"{model._meta.label} is shown to staff and has no visible_to().")


class PlatformSite(HouseSite):
    """The platform's own people; they see clinics as rows, never their patients."""

    settings_name = "UNFOLD_PLATFORM"
    kind = access.PLATFORM

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser


# Lazy: unfold reads models when a site is made, and apps import this module before they are loaded.
platform_site = SimpleLazyObject(lambda: PlatformSite(name="admin"))
