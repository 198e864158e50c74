"""What every list and page of a clinic's rows has in common (HOUSE 11, 12)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.admin import ShowFacets
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from tenants.desk.addresses import named
from tenants.desk.changelist import HouseChangeList
from tenants.desk.lookups import asks_a_filter


class HouseModelAdmin(ModelAdmin):
    """Our list, 25 a page, and one answer for what is not there."""

    list_per_page = 25
    list_max_show_all = 0
    show_full_result_count = False
    list_fullwidth = True
    list_filter_submit = True
    list_title: Any = ""  # the model's plural, unless said otherwise
    show_facets = ShowFacets.NEVER
    empty_template = "desk/empty.html"
    page_permissions: Mapping[str, str] = {}  # of addresses of its own: see desk.site_access

    def palette_line(self, row: Model) -> str:
        """What tells this row from another of the same name, in the palette."""
        return ""

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Each with a name, also the one that leads from a row's bare address to its page."""
        routes = super().get_urls()
        return [named(route, f"{self.opts.app_label}_{self.opts.model_name}_object") for route in routes]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what a filter of this list asks: other fields would tell what the list hides (H:A4)."""
        return asks_a_filter(lookup, self.get_list_filter(request))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[HouseChangeList]:
        return HouseChangeList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = self.list_title or capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def history_view(self, request: HttpRequest, object_id: str, *_: Any, **__: Any) -> HttpResponse:
        """Our trail, where Django shows a log of its own forms."""
        from tenants.audit.admin.history import history, object_of

        obj = object_of(self, request, object_id)
        return self._get_obj_does_not_exist_redirect(request) if obj is None else history(self, request, obj)

    def _nothing_twice(self, *_: Any, **__: Any) -> None:
        """Django's own log stays empty: the trail has it, from every door."""

    log_addition = log_change = log_deletions = _nothing_twice

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, *args: Any) -> HttpResponse:
        """Not there, or not yours: 404 and the same body, where Django would redirect and name the id."""
        return render(request, "404.html", status=404)


class ClinicModelAdmin(HouseModelAdmin):
    """Rows of one clinic: everybody sees what `visible_to` gives them; rights are Django's permissions."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).visible_to(request.user)

    def get_deleted_objects(self, objs: Iterable[Model], request: HttpRequest) -> tuple[list, dict, set, list]:
        """What goes by name, what goes with it by number: its names may belong to others (H:A3)."""
        _named, counts, missing, protected = super().get_deleted_objects(objs, request)
        return [str(one) for one in objs], counts, missing, [_("Other rows need it.")] if protected else []


class PlatformModelAdmin(HouseModelAdmin):
    """Rows of the platform itself: whoever is on its site sees them all."""


class ReadOnly:
    """Put before one of the above: rows are looked at here, and changed nowhere in the admin."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
