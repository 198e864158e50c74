"""Current leads unless somebody asks for the archive."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter


class ArchivedFilter(DropdownFilter):
    title = _("archive")
    parameter_name = "archived"
    all_option = ["", _("Current leads")]

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [("yes", _("Archived")), ("all", _("Current and archived"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "yes":
            return queryset.archived()
        return queryset if self.value() == "all" else queryset.current()
