"""Which field of a lead each field of a patient is made of (F:L28)."""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from leads.models import Patient
from leads.services.patient_fields import choices_for, keep_mapping
from leads.services.patients import USUAL, mapping
from tenants.desk.forms import AskingForm
from tenants.desk.pages import page_context


class PatientFieldsForm(AskingForm):
    def __init__(self, data: Mapping[str, str] | None):
        super().__init__(data, initial=mapping())
        for name in USUAL:
            label = capfirst(Patient._meta.get_field(name).verbose_name)
            widget = forms.Select(attrs={"class": "bw-input"})
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices_for(name), required=False, widget=widget
            )


def patient_fields(request: HttpRequest) -> HttpResponse:
    form = PatientFieldsForm(request.POST if request.method == "POST" else None)
    if form.sent(lambda: keep_mapping(form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("admin:patient_fields")
    context = page_context(request, form=form)
    return TemplateResponse(request, "admin/leads/patient_fields.html", context, status=form.status)
