from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leads.models import Stage
from leads.services.stage_list import leads_in
from leads.services.stage_names import stage_name
from leads.services.stage_removal import homes, remove_stage
from tenants.desk.forms import AskingForm
from tenants.desk.pages import page_context


class RemoveForm(AskingForm):
    """Where its leads go; nothing is asked of a stage without any."""

    to = forms.TypedChoiceField(
        label=_("Its leads go to"),
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": _("This does not exist.")},
        widget=forms.Select(attrs={"class": "bw-input"}),
    )

    def __init__(self, data: Any, *, row: Stage, leads: int):
        super().__init__(data)
        if not leads:
            del self.fields["to"]
            return
        self.fields["to"].choices = [("", _("choose")), *((one.pk, stage_name(one)) for one in homes(row))]


def remove(request: HttpRequest, stage_id: int) -> HttpResponse:
    row = Stage.objects.visible_to(request.user).filter(pk=stage_id).first()
    if row is None:
        return render(request, "404.html", status=404)
    leads = leads_in([row])[row.pk]
    form = RemoveForm(request.POST if request.method == "POST" else None, row=row, leads=leads)
    moved = form.sent(
        lambda: remove_stage(row.pk, to=form.cleaned_data.get("to"), by=request.user, now=timezone.now())
    )
    if moved is not None:
        messages.success(request, _said(row, moved))
        return redirect("admin:stages")
    context = page_context(request, row=row, leads=leads, form=form)
    return TemplateResponse(request, "admin/leads/stages/remove.html", context, status=form.status)


def _said(row: Stage, moved: int) -> str:
    words = ngettext(
        "%(stage)s is deleted, %(number)d lead moved.", "%(stage)s is deleted, %(number)d leads moved.", moved
    )
    return words % {"stage": row.name, "number": moved}
