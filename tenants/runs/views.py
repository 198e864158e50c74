"""The page of one's work in the background, and of one piece of it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from crm.lib.errors import Conflict, NotThere
from tenants.desk.pages import page_context
from tenants.runs.models import Run
from tenants.runs.services.starting import stop
from tenants.runs.services.telling import shown, status_of

SHOWN = 50


def runs(request: HttpRequest) -> HttpResponse:
    rows = [shown(run) for run in Run.objects.visible_to(request.user).select_related("by")[:SHOWN]]
    return TemplateResponse(request, "admin/runs/runs.html", page_context(request, rows=rows))


def run(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """How far it is; moves by itself, and by loading it again without JavaScript."""
    found = Run.objects.visible_to(request.user).select_related("by").filter(pk=run_id).first()
    if found is None:
        return render(request, "404.html", status=404)
    told = shown(found)
    return TemplateResponse(request, "admin/runs/run.html", page_context(request, **told))


def run_state(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """For the page that is open."""
    found = Run.objects.visible_to(request.user).filter(pk=run_id).first()
    if found is None:
        return JsonResponse({"code": "not_found"}, status=404)
    return JsonResponse(status_of(found))


def run_stop(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """Whoever asks `there` goes to what came of it, else to the page of the run."""
    try:
        stopped = stop(run_id, by=request.user, now=timezone.now())
    except NotThere:
        return render(request, "404.html", status=404)
    except Conflict as refused:
        messages.info(request, refused.detail)
        stopped = Run.objects.visible_to(request.user).get(pk=run_id)
    link = shown(stopped)["link"] if "there" in request.POST else None
    return redirect(link or reverse("admin:run", args=[run_id]))
