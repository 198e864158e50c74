"""The clinic's own tags: renamed, coloured, deleted. New ones come by themselves, on a lead."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import display
from django.contrib.admin.utils import unquote
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from leads.models import Colour, Tag
from leads.services.tag_list import delete_tag, keep_tag
from leads.services.tags import LONGEST
from tenants.desk.forms import AskingForm
from tenants.desk.options import ClinicModelAdmin


class TagForm(AskingForm):
    name = forms.CharField(label=_("Name"), max_length=LONGEST)
    colour = forms.ChoiceField(label=_("Colour"), choices=Colour.choices)

    def __init__(self, data: Any, *, row: Tag):
        super().__init__(data, initial={"name": row.name, "colour": row.colour})
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "bw-input"
            if name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"id_{name}_error"}


@admin.register(Tag)
class TagAdmin(ClinicModelAdmin):
    """Everybody reads them, Admin and Manager change them."""

    list_title = _("Tags")
    list_display = ["named", "used"]
    search_fields = ["name"]
    search_help_text = _("Name of a tag")
    empty_template = "leads/no_tags.html"
    change_list_template = "admin/leads/tag/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        return super().get_queryset(request).annotate(leads=Count("lead_tags"))

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Not Django's form: two names that differ by case alone are one."""
        row = self.get_object(request, unquote(object_id)) if object_id else Tag()
        if row is None:
            return self._get_obj_does_not_exist_redirect(request)
        may_write = row.pk is None or self.has_change_permission(request, row)
        form = TagForm(request.POST if request.method == "POST" else None, row=row)
        if kept := form.sent(lambda: _kept(row, form, request)):
            messages.success(request, _("%(tag)s is saved.") % {"tag": kept.name})
            return redirect("admin:leads_tag_changelist")
        may_delete = row.pk is not None and self.has_delete_permission(request, row)
        more = {"row": row, "form": form, "may_write": may_write, "may_delete": may_delete}
        context = {**self.admin_site.each_context(request), **more}
        return TemplateResponse(request, "admin/leads/tag/page.html", context, status=form.status)

    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        delete_tag(obj, by=request.user, now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Tag]) -> None:
        for tag in queryset:
            self.delete_model(request, tag)

    @display(description=_("Tag"), ordering="name")
    def named(self, row: Tag) -> SafeString:
        return format_html(
            '<span class="bw-stage c-{}"><b class="bw-b" dir="auto">{}</b></span>', row.colour, row.name
        )

    @display(description=_("Leads"), ordering="leads")
    def used(self, row: Tag) -> int:
        return row.leads


def _kept(row: Tag, form: TagForm, request: HttpRequest) -> Tag:
    return keep_tag(row.pk, **form.cleaned_data, by=request.user, now=timezone.now())
