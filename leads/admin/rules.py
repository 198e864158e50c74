"""/admin/settings/leads/: when leads cool, and how often people are tried."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.models import LeadRules
from leads.services.rules_kept import FIELDS, keep_rules
from tenants.desk import access
from tenants.desk.forms import AskingForm
from tenants.desk.pages import page_context

CHANGE = "leads.change_leadrules"


def _number(name: str, most: int) -> forms.IntegerField:
    field = LeadRules._meta.get_field(name)
    return forms.IntegerField(
        label=capfirst(field.verbose_name), help_text=field.help_text, min_value=1, max_value=most
    )


class RulesForm(AskingForm):
    hot_days = _number("hot_days", 90)
    warm_days = _number("warm_days", 365)
    most_attempts = _number("most_attempts", 20)
    again_hours = forms.CharField(
        label=gettext_lazy("Hours until the next attempt"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("After the first, the second and so on, with commas between: 4, 24."),
    )
    texts_count = forms.BooleanField(
        label=capfirst(LeadRules._meta.get_field("texts_count").verbose_name),
        help_text=LeadRules._meta.get_field("texts_count").help_text,
        required=False,
    )

    def __init__(self, *args: Any, readable_only: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.disabled = readable_only
            field.widget.attrs["class"] = "bw-check" if isinstance(field, forms.BooleanField) else "bw-input"

    def clean_again_hours(self) -> list[int | str]:
        """Whatever is no number is refused by the service, which says what it takes."""
        texts = [text.strip() for text in self.cleaned_data["again_hours"].split(",") if text.strip()]
        return [int(text) if text.isascii() and text.isdigit() and len(text) < 6 else text for text in texts]


def rules(request: HttpRequest) -> HttpResponse:
    may_write = access.allows(CHANGE, request)
    form = RulesForm(
        request.POST if request.method == "POST" else None, initial=_shown(), readable_only=not may_write
    )
    if form.sent(lambda: keep_rules(form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("admin:settings_leads")
    context = page_context(request, form=form, may_write=may_write)
    return TemplateResponse(request, "admin/leads/rules.html", context, status=form.status)


def _shown() -> dict[str, Any]:
    row = LeadRules.objects.get()
    return {name: getattr(row, name) for name in FIELDS} | {"again_hours": ", ".join(map(str, row.again_hours))}
