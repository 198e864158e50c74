"""POST /admin/leads/<id>/watch/: whoever sees a lead may watch it, also one that is somebody else's."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.lib.errors import NotThere
from leads.models import Lead
from leads.services.watchers import stop_watching, watch
from tenants.desk.pages import register_page


def lead_watch(request: HttpRequest, lead_id: int) -> HttpResponse:
    """`watch` is yes or anything else; back to the lead either way."""
    if request.POST.get("watch") == "yes":
        try:
            watch(lead_id, by=request.user, now=timezone.now())
        except NotThere as gone:
            raise Http404 from gone
        messages.success(request, _("You hear when this lead moves to another stage."))
    else:
        stop_watching(lead_id, by=request.user)
        if not Lead.objects.visible_to(request.user).filter(pk=lead_id).exists():
            raise Http404
    return redirect("admin:leads_lead_change", lead_id)


register_page(
    "leads/<int:lead_id>/watch/",
    lead_watch,
    name="lead_watch",
    title="",
    permission="leads.view_lead",
    methods=["POST"],
)
