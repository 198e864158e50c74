"""The clinic's templates: written in each language, archived, brought back."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import display
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from comms.admin.template_form import TemplateForm
from comms.admin.template_shown import language_wanted, shown
from comms.models import Template, TemplateText
from comms.services.templates.keeping import keep_template
from comms.services.templates.titles import template_title
from tenants.desk.options import ClinicModelAdmin


class ArchivedFilter(admin.SimpleListFilter):
    """Those in use, unless somebody asks for the others."""

    title = _("archived")
    parameter_name = "archived"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("yes", _("Archived"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Template]) -> QuerySet[Template]:
        return queryset.filter(archived_at__isnull=self.value() != "yes")


@admin.register(Template)
class TemplateAdmin(ClinicModelAdmin):
    """Everybody reads them; Admin, Manager and Marketing write them. One is archived, never deleted."""

    list_title = _("Templates")
    list_display = ["named", "by_way", "for_what", "spoken", "approved"]
    list_filter = [("channel", ChoicesDropdownFilter), ArchivedFilter]
    search_fields = ["title", "key"]
    search_help_text = _("Title of a template")
    change_list_template = "admin/comms/template/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Template]:
        return super().get_queryset(request).prefetch_related("texts")

    def has_delete_permission(self, request: HttpRequest, obj: Template | None = None) -> bool:
        return False

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Not Django's form: one language at a time, with a preview beside it."""
        row = self.get_object(request, unquote(object_id)) if object_id else Template()
        if row is None:
            return self._get_obj_does_not_exist_redirect(request)
        may_write = row.pk is None or self.has_change_permission(request, row)
        text = _text(row, language_wanted(request, row))
        is_asked = "preview" in request.POST
        sent = request.POST if request.method == "POST" else None
        form = TemplateForm(sent, row=row, text=text, title=template_title(row), may_write=may_write)
        if not is_asked and (kept := form.sent(lambda: keep_template(row.pk, form.wanted()))):
            messages.success(request, _("%(template)s is saved.") % {"template": template_title(kept)})
            page = reverse("admin:comms_template_change", args=[kept.pk])
            return redirect(f"{page}?language={text.language}")
        told = shown(request, row, text, form, may_write=may_write)
        context = {**self.admin_site.each_context(request), **told}
        return TemplateResponse(request, "admin/comms/template/page.html", context, status=form.status)

    @display(description=_("Template"), ordering="title")
    def named(self, row: Template) -> SafeString:
        return format_html('<b class="bw-b" dir="auto">{}</b>', template_title(row))

    @display(description=_("Channel"), ordering="channel")
    def by_way(self, row: Template) -> str:
        return row.get_channel_display()

    @display(description=_("Purpose"), ordering="purpose")
    def for_what(self, row: Template) -> str:
        return row.get_purpose_display()

    @display(description=_("Languages"))
    def spoken(self, row: Template) -> str:
        return " ".join(sorted(text.language for text in row.texts.all()))

    @display(description=_("Approved"))
    def approved(self, row: Template) -> str:
        """How many of its languages the provider took."""
        states = [text.approval for text in row.texts.all() if text.provider_name]
        good = sum(state == TemplateText.Approval.APPROVED for state in states)
        return f"{good} / {len(states)}" if states else "–"


def _text(row: Template, language: str) -> TemplateText:
    known = row.texts.filter(language=language).first() if row.pk else None
    return known or TemplateText(template=row, language=language)
