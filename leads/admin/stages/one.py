from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from leads.admin.stages.form import StageForm
from leads.models import Stage
from leads.parts import parts_of_stage
from leads.services.stage_list import keep_stage
from tenants.desk.pages import page_context


def new_stage(request: HttpRequest) -> HttpResponse:
    return _page(request, Stage())


def one_stage(request: HttpRequest, stage_id: int) -> HttpResponse:
    row = Stage.objects.visible_to(request.user).filter(pk=stage_id).first()
    return render(request, "404.html", status=404) if row is None else _page(request, row)


def _page(request: HttpRequest, row: Stage) -> HttpResponse:
    form = StageForm(request.POST if request.method == "POST" else None, row=row)
    if kept := form.sent(lambda: keep_stage(row.pk, form.changed() if row.pk else form.cleaned_data)):
        messages.success(request, _("%(stage)s is saved.") % {"stage": kept.name})
        return redirect("admin:stages")
    parts = parts_of_stage(row, request.user) if row.pk else []
    context = page_context(request, row=row, form=form, parts=parts)
    return TemplateResponse(request, "admin/leads/stages/one.html", context, status=form.status)
