"""A list as a small file, out and in: what would change is shown before anything does (F:I8, H:I4, I5)."""

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from import_export.results import Result
from tablib import Dataset

from crm.lib.errors import HouseError, NotThere
from leads.admin.lists.formats import FORMATS
from leads.admin.lists.resource import ListResource
from leads.admin.lists.resources import RESOURCES
from leads.models import ListUpload
from leads.services.list_uploads import drop_upload, keep_upload, own_upload, rows_of
from tenants.audit.services.record import record
from tenants.desk.forms import AskingForm
from tenants.desk.pages import page_context


class FileForm(AskingForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel, at most 1 MB and 1,000 rows, with the columns of our own file."),
        widget=forms.FileInput(attrs={"class": "bw-input", "accept": ".csv,.xlsx"}),
    )


@dataclass(frozen=True)
class Told:
    """What a row of the file would do, for people."""

    number: int
    name: str
    what: str
    why: list[str]


def out(request: HttpRequest, *, of: str) -> HttpResponse:
    """The whole list as somebody sees it."""
    made = FORMATS.get(request.POST.get("kind", ""))
    if made is None:
        return HttpResponseBadRequest(
            __("There is no such kind of file."), content_type="text/plain; charset=utf-8"
        )
    resource, file = _resource(request, of), made()
    dataset = resource.export(resource._meta.model.objects.visible_to(request.user))
    record("list.exported", note=f"{of}, {file.get_extension()}, {len(dataset)}")
    answer = HttpResponse(file.export_data(dataset), content_type=file.get_content_type())
    answer["Content-Disposition"] = f'attachment; filename="{of}-list.{file.get_extension()}"'
    return answer


def bring(request: HttpRequest, *, of: str) -> HttpResponse:
    """Both doors; a file that was sent is looked at on the next page."""
    is_sent = request.method == "POST"
    form = FileForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if kept := form.sent(lambda: _keep(request, form, of)):
        return redirect(f"admin:{of}_file_check", kept.pk)
    context = page_context(
        request, form=form, formats=FORMATS.values(), out=f"admin:{of}_file_out", list=_list_of(of)
    )
    return TemplateResponse(request, "admin/leads/lists/bring.html", context, status=form.status)


def check(request: HttpRequest, upload_id: uuid.UUID, *, of: str) -> HttpResponse:
    """What would become of each row; sent, it becomes so, or nothing does."""
    try:
        upload = own_upload(upload_id, of, by=request.user, now=timezone.now())
    except NotThere:
        return render(request, "404.html", status=404)
    context = page_context(request, upload=upload, list=_list_of(of), again=f"admin:{of}_file")
    try:
        result = _brought(request, upload, is_dry=request.method != "POST")
    except HouseError as refused:
        return _page(request, context | {"refused": refused.detail}, refused.status)
    is_whole, changes = not result.has_validation_errors(), result.totals["new"] + result.totals["update"]
    if request.method == "POST" and is_whole:
        drop_upload(upload)
        said = ngettext("%(number)d line was imported.", "%(number)d lines were imported.", changes)
        messages.success(request, said % {"number": changes})
        return redirect(_list_of(of))
    shown = {"rows": _told(result), "changes": changes, "is_whole": is_whole}
    return _page(request, context | shown, 422 if request.method == "POST" else 200)


def _page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return TemplateResponse(request, "admin/leads/lists/check.html", context, status=status)


def _keep(request: HttpRequest, form: FileForm, of: str) -> ListUpload:
    file = form.cleaned_data["file"]
    return keep_upload(of, file.name, file.chunks(), by=request.user, now=timezone.now())


def _brought(request: HttpRequest, upload: ListUpload, *, is_dry: bool) -> Result:
    heading, rows = rows_of(upload)
    resource = _resource(request, upload.of)
    resource.check_heading(heading)
    return resource.bring(Dataset(*rows, headers=heading), is_dry=is_dry)


def _told(result: Result) -> list[Told]:
    words = {"new": __("new"), "update": __("changed"), "skip": __("as it is"), "invalid": __("not possible")}
    refused = {row.number: row for row in result.invalid_rows}
    told = []
    for number, row in enumerate(result.rows, 1):
        why = refused[number].error.messages if number in refused else []
        told.append(Told(number, row.object_repr or "", words[row.import_type], why))
    return told


def _resource(request: HttpRequest, of: str) -> ListResource:
    return RESOURCES[of](by=request.user, now=timezone.now())


def _list_of(of: str) -> Any:
    return f"admin:leads_{of}_changelist"
