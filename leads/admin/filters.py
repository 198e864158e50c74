"""What the list of leads can be narrowed to, beside stages, temperatures and sources (F:L25)."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter, RelatedDropdownFilter, TextFilter

from crm.lib.lines import one_line
from leads.models import Treatment
from leads.services.reading.places import country_named
from leads.services.treatment_names import treatment_name


class TreatmentFilter(RelatedDropdownFilter):
    """The price list in the reader's language."""

    def field_choices(self, field: Field, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[int, str]]:
        return [(one.pk, treatment_name(one)) for one in Treatment.objects.visible_to(request.user)]


class CategoryFilter(DropdownFilter):
    """By what kind of treatment the lead asks for."""

    title = _("kind of treatment")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return Treatment.Category.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value() in Treatment.Category.values
        return queryset.filter(treatment__category=self.value()) if chosen else queryset


class CountryFilter(TextFilter):
    """Typed, as a code or in any of our languages: 250 choices would cost every look at the list."""

    title = _("country")
    parameter_name = "country"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        typed = one_line(self.value() or "")
        return queryset.filter(country=country_named(typed) or None) if typed else queryset


class CityFilter(TextFilter):
    """Any part of its name, however it is written."""

    title = _("city")
    parameter_name = "city"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        part = one_line(self.value() or "")
        return queryset.filter(city__icontains=part) if part else queryset
