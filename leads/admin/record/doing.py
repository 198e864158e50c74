"""One deed on one lead, and the way back: to the page that asked, or the lead's own with what was wrong."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from crm.lib.errors import HouseError, NotThere
from leads.admin.page import lead_page, lead_shown
from leads.models import Lead
from leads.services.many import CHANGE, Done
from tenants.desk.pages import page_context, register_page


def do(request: HttpRequest, lead_id: int, deed: Callable[[], Any]) -> HttpResponse:
    """303 back when it was done; 404 for a lead that is not theirs; else the page again, with what was typed."""
    try:
        deed()
    except NotThere:
        return render(request, "404.html", status=404)
    except HouseError as refused:
        return _refused(request, lead_id, refused)
    return back(request, lead_id)


def seen(done: Done) -> Done:
    """What was done to a lead that is there. Raises NotThere for one that is not, or not theirs."""
    if done.out_of_sight:
        raise NotThere
    return done


def back(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Where `next` says, on this host only; else the lead, or the list when it is theirs no more."""
    page = asked_from(request)
    if not page and Lead.objects.visible_to(request.user).filter(pk=lead_id).exists():
        page = reverse("admin:leads_lead_change", args=[lead_id])
    response = HttpResponseRedirect(page or reverse("admin:leads_lead_changelist"))
    response.status_code = 303
    return response


def asked_from(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours and asked.isprintable() else ""


def _refused(request: HttpRequest, lead_id: int, refused: HouseError) -> HttpResponse:
    if asked_from(request):
        messages.warning(request, refused.detail)
        return back(request, lead_id)
    lead = lead_shown(lead_id, request.user)
    if lead is None:
        return render(request, "404.html", status=404)
    more = {"wrong": refused.fields or {"all": [refused.detail]}, "given": request.POST.dict()}
    context = {**page_context(request), **lead_page(lead, reader=request.user, now=timezone.now()), **more}
    return TemplateResponse(request, "admin/leads/lead/change_form.html", context, status=refused.status)


def register_deed(path: str, view: Callable[..., HttpResponse], *, name: str, title: Any) -> None:
    """A small address below a lead's page, for whoever changes leads."""
    where = f"leads/lead/<int:lead_id>/{path}/"
    register_page(where, view, name=f"leads_lead_{name}", title=title, permission=CHANGE, methods=["POST"])
