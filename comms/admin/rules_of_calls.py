"""Settings, Calls: recording, ringing, and the answer to a missed call."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from comms.models import CallRules, Template
from comms.services.calls.rules import BY, CHANGE, LONGEST, SHORTEST, call_rules, keep_rules
from tenants.desk.forms import AskingForm
from tenants.desk.pages import page_context

_INPUT = {"class": "bw-input"}


def _field(name: str) -> dict[str, object]:
    field = CallRules._meta.get_field(name)
    return {"label": capfirst(field.verbose_name), "help_text": field.help_text}


class CallRulesForm(AskingForm):
    is_recorded = forms.BooleanField(required=False, **_field("is_recorded"))
    deletes_recordings = forms.BooleanField(required=False, **_field("deletes_recordings"))
    rings_seconds = forms.IntegerField(
        min_value=SHORTEST, max_value=LONGEST, widget=forms.NumberInput(attrs=_INPUT), **_field("rings_seconds")
    )
    text_back = forms.TypedChoiceField(
        coerce=int, required=False, empty_value=None, widget=forms.Select(attrs=_INPUT), **_field("text_back")
    )

    def __init__(self, data=None, *, rules: CallRules):
        names = ("is_recorded", "deletes_recordings", "rings_seconds", "text_back_id")
        super().__init__(data, initial={name.removesuffix("_id"): getattr(rules, name) for name in names})
        texts = Template.objects.filter(channel__in=BY, archived_at=None).order_by("channel", "title")
        named = [(one.pk, f"{one.get_channel_display()}: {one.title}") for one in texts]
        self.fields["text_back"].choices = [("", _("None")), *named]


def rules_page(request: HttpRequest) -> HttpResponse:
    form = CallRulesForm(request.POST if request.method == "POST" else None, rules=call_rules())
    if form.sent(lambda: keep_rules(**form.cleaned_data, by=request.user)):
        messages.success(request, _("Saved."))
        return redirect("admin:settings_calls")
    context = page_context(request, form=form, may_change=request.user.has_perm(CHANGE))
    return TemplateResponse(request, "admin/comms/call_rules.html", context, status=form.status)
