"""Whom to write to: a person that somebody looks for (LOOK 04, "New message")."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from leads.models import Lead
from tenants.desk.pages import page_context

SHOWN = 12
LONGEST = 200


def new(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "")[:LONGEST].replace("\x00", "")
    found = Lead.objects.none()
    if asked.strip():
        seen = Lead.objects.visible_to(request.user).current().matching(asked)
        found = seen.select_related("stage").prefetch_related("identities").order_by("-last_arrival_at", "-pk")
    context = page_context(request, people=list(found[:SHOWN]), query=asked)
    return TemplateResponse(request, "admin/comms/new.html", context)
