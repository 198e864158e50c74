"""The clinic's own fields of a lead: their names, choices and order."""

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

from leads.admin.custom_field_form import CustomFieldForm
from leads.models import CustomField
from leads.services.custom_fields import keep_field
from tenants.desk.options import ClinicModelAdmin


@admin.register(CustomField)
class CustomFieldAdmin(ClinicModelAdmin):
    """Admin and Manager make them. One is retired, never deleted: what leads hold in it comes back with it."""

    list_title = _("Fields of your own")
    list_display = ["named", "of_kind", "as_key", "listed", "used"]
    empty_template = "leads/no_fields.html"
    change_list_template = "admin/leads/customfield/change_list.html"

    def has_delete_permission(self, request: HttpRequest, obj: CustomField | None = None) -> bool:
        return False

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Not Django's form: choices and names stand one on a line, key and kind stay."""
        row = self.get_object(request, unquote(object_id)) if object_id else CustomField()
        if row is None:
            return self._get_obj_does_not_exist_redirect(request)
        may_write = row.pk is None or self.has_change_permission(request, row)
        form = CustomFieldForm(request.POST if request.method == "POST" else None, row=row)
        if kept := form.sent(lambda: keep_field(row.pk, form.cleaned_data)):
            messages.success(request, _("%(field)s is saved.") % {"field": kept.name})
            return redirect("admin:leads_customfield_changelist")
        more = {"row": row, "form": form, "may_write": may_write}
        context = {**self.admin_site.each_context(request), **more}
        return TemplateResponse(request, "admin/leads/customfield/page.html", context, status=form.status)

    @display(description=_("Field"), ordering="position")
    def named(self, row: CustomField) -> SafeString:
        return format_html('<b class="bw-b" dir="auto">{}</b>', row.name)

    @display(description=_("Kind"), ordering="kind")
    def of_kind(self, row: CustomField) -> str:
        return row.get_kind_display()

    @display(description=_("Key"), ordering="key")
    def as_key(self, row: CustomField) -> SafeString:
        return format_html("<code>{}</code>", row.key)

    @display(description=_("Column of the list"), ordering="in_list")
    def listed(self, row: CustomField) -> Any:
        return _("yes") if row.in_list else _("no")

    @display(description=_("In use"), ordering="is_active")
    def used(self, row: CustomField) -> Any:
        return _("yes") if row.is_active else _("no")
