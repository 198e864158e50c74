"""The price list: what the clinic offers, for how much, and how people call it."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import display
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from leads.admin.treatment_form import TreatmentForm
from leads.models import Treatment
from leads.services.money import range_shown
from leads.services.price_list import keep_treatment
from tenants.desk.options import ClinicModelAdmin
from tenants.settings.services.clinic import clinic_settings


@admin.register(Treatment)
class TreatmentAdmin(ClinicModelAdmin):
    """Everybody reads it, Admin and Manager change it. A line is switched off, never deleted."""

    list_title = _("Price list")
    list_display = ["named", "kind", "price", "visited", "healing", "offered"]
    list_filter = [("category", ChoicesDropdownFilter)]
    search_fields = ["name"]
    search_help_text = _("Name of a treatment")
    change_list_template = "admin/leads/treatment/change_list.html"

    def has_delete_permission(self, request: HttpRequest, obj: Treatment | None = None) -> bool:
        return False

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Not Django's form: prices are typed as money, words one on a line."""
        row = self.get_object(request, unquote(object_id)) if object_id else _new()
        if row is None:
            return self._get_obj_does_not_exist_redirect(request)
        may_write = row.pk is None or self.has_change_permission(request, row)
        sent = request.POST if request.method == "POST" else None
        form = TreatmentForm(sent, row=row, readable_only=not may_write)
        if kept := form.sent(lambda: keep_treatment(row.pk, form.wanted())):
            messages.success(request, _("%(treatment)s is saved.") % {"treatment": kept.name})
            return redirect("admin:leads_treatment_changelist")
        context = {**self.admin_site.each_context(request), "row": row, "form": form, "may_write": may_write}
        return TemplateResponse(request, "admin/leads/treatment/page.html", context, status=form.status)

    @display(description=_("Treatment"), ordering="name")
    def named(self, row: Treatment) -> SafeString:
        return format_html('<b class="bw-b" dir="auto">{}</b>', row.name)

    @display(description=_("Category"), ordering="category")
    def kind(self, row: Treatment) -> str:
        return row.get_category_display()

    @display(description=_("Visits"), ordering="visits")
    def visited(self, row: Treatment) -> int:
        return row.visits

    @display(description=_("Price"), ordering="price_from")
    def price(self, row: Treatment) -> str:
        return range_shown(row.price_from, row.price_to, row.currency)

    @display(description=_("Months of healing"), ordering="healing_months")
    def healing(self, row: Treatment) -> int:
        return row.healing_months

    @display(description=_("Offered"), ordering="is_active")
    def offered(self, row: Treatment) -> str:
        return _("yes") if row.is_active else _("no")


def _new() -> Treatment:
    return Treatment(currency=clinic_settings().currency)
