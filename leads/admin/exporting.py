"""The page that asks what an export shall hold, one's exports, and the file itself."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import InvalidData, NotThere, TooMany
from crm.lib.sheets import KINDS
from leads.export_answers import file_answer
from leads.models import Export
from leads.services.exporting.columns import columns_for
from leads.services.exporting.fetching import ready_export
from leads.services.exporting.making import AT_ONCE, begin_export, leads_of
from leads.services.exporting.wish import last_choice, wish
from leads.services.finding.counting import count_of
from tenants.desk.forms import AskingForm
from tenants.desk.pages import page_context
from tenants.staff.models import User

SHOWN = 100


class ExportForm(AskingForm):
    kind = forms.ChoiceField(
        label=_("Kind of file"), choices=[(one.name, one.title) for one in KINDS.values()], widget=forms.RadioSelect
    )
    columns = forms.MultipleChoiceField(label=_("Columns"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Mapping[str, Any] | None, *, by: User):
        last = last_choice(by)
        super().__init__(data, initial={"kind": last.kind, "columns": last.columns})
        offered = columns_for(by)
        self.always = [one for one in offered if one.always]
        self.fields["columns"].choices = [(one.key, one.label) for one in offered if not one.always]


def ask(request: HttpRequest) -> HttpResponse:
    """Kind and columns for the list in the address. A small file is the answer itself."""
    form = ExportForm(request.POST if request.method == "POST" else None, by=request.user)
    made = form.sent(lambda: _begin(request, form.cleaned_data))
    if made is not None:
        return file_answer(request, made) if made.ready_at else redirect("admin:run", made.run_id)
    answer = TemplateResponse(request, "admin/leads/export.html", _about(request, form), status=form.status)
    if isinstance(form.refused, TooMany):
        answer["Retry-After"] = str(form.refused.retry_after)
    return answer


def exports(request: HttpRequest) -> HttpResponse:
    """One's own; who may see all sees that they are there, and no file but their own."""
    now = timezone.now()
    rows = Export.objects.visible_to(request.user).at_hand(now).select_related("by", "run").defer("ids", "place")
    found = [{"row": row, "is_own": row.by_id == request.user.pk} for row in rows[:SHOWN]]
    return TemplateResponse(request, "admin/leads/exports.html", page_context(request, exports=found))


def download(request: HttpRequest, export_id: uuid.UUID) -> HttpResponse:
    try:
        return file_answer(request, ready_export(export_id, by=request.user, now=timezone.now()))
    except NotThere:
        return render(request, "404.html", status=404)


def _begin(request: HttpRequest, said: Mapping[str, Any]) -> Export:
    query = request.META.get("QUERY_STRING", "")
    asked = wish(said["kind"], said["columns"], by=request.user, query=query)
    return begin_export(asked, by=request.user, now=timezone.now())


def _about(request: HttpRequest, form: ExportForm) -> dict[str, Any]:
    query = request.META.get("QUERY_STRING", "")
    asked = wish("csv", (), by=request.user, query=query)
    try:
        counted = count_of(leads_of(asked, by=request.user, now=timezone.now()))
    except InvalidData as wrong:
        return page_context(request, form=form, query=query, wrong=wrong.detail)
    return page_context(request, form=form, query=query, counted=counted, at_once=AT_ONCE)
