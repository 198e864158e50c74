"""Role, state and team, above the list of staff."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from tenants.staff.models import Team
from tenants.staff.roles import ROLES

NO_PASSWORD = {"password__startswith": "!"}


class RoleFilter(DropdownFilter):
    title = _("role")
    parameter_name = "role"
    all_option = ["", _("All roles")]

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [(role, _(role)) for role in ROLES]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(groups__name=self.value()) if self.value() in ROLES else queryset


class StateFilter(DropdownFilter):
    title = _("state")
    parameter_name = "state"
    all_option = ["", _("Open and closed")]

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [("open", _("Open")), ("invited", _("Invited")), ("closed", _("Closed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "closed":
            return queryset.filter(is_active=False)
        if self.value() == "invited":
            return queryset.filter(is_active=True, **NO_PASSWORD)
        return queryset.filter(is_active=True).exclude(**NO_PASSWORD) if self.value() == "open" else queryset


class TeamFilter(DropdownFilter):
    title = _("team")
    parameter_name = "team"
    all_option = ["", _("All teams")]

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Team.objects.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        known = {str(value) for value, _name in self.lookup_choices}
        return queryset.filter(teams=int(self.value())) if self.value() in known else queryset
