from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter

from leads.admin.columns import COLUMNS
from leads.admin.page import lead_page
from leads.models import Lead
from tenants.desk.options import ClinicModelAdmin, ReadOnly


@admin.register(Lead)
class LeadAdmin(ReadOnly, ClinicModelAdmin):
    """The agent's list, whoever wrote last first, and the page of one person."""

    list_display = COLUMNS
    list_filter = [("stage", RelatedDropdownFilter), ("source", ChoicesDropdownFilter)]
    search_fields = ["identities__value"]  # only switches the box on: the question is LeadQuerySet.matching
    search_help_text = _("Name, mail, or any part of a phone number")
    empty_template = "leads/empty.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lead]:
        rows = super().get_queryset(request)
        return rows.select_related("stage", "assigned_to").prefetch_related("identities")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Lead], search_term: str
    ) -> tuple[QuerySet[Lead], bool]:
        return queryset.matching(search_term), False

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list:
        """No form yet: the page shows what `lead_page` says."""
        return []

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Lead | None = None, **kwargs: Any
    ) -> HttpResponse:
        context |= lead_page(obj, reader=request.user)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)
