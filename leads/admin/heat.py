"""POST /admin/leads/<id>/temperature/: pin it by hand, or let it go."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.lib.errors import HouseError
from leads.models import Lead
from leads.services.heat.pinning import pin, release
from leads.services.many import CHANGE
from tenants.desk.pages import register_page

RELEASE = "release"


def temperature(request: HttpRequest, lead_id: int) -> HttpResponse:
    """`temperature` is one of the three, or RELEASE; back to the lead either way."""
    if not Lead.objects.visible_to(request.user).filter(pk=lead_id).exists():
        raise Http404
    wanted, now = request.POST.get("temperature", ""), timezone.now()
    try:
        if wanted == RELEASE:
            release(lead_id, by=request.user, now=now)
            messages.success(request, _("The temperature follows the score again."))
        else:
            heat = pin(lead_id, wanted, by=request.user, now=now)
            told = {"temperature": heat.get_temperature_display()}
            messages.success(request, _("%(temperature)s until you let it go.") % told)
    except HouseError as refused:
        if refused.status == 404:
            raise Http404 from refused
        messages.error(request, refused.detail)
    return redirect("admin:leads_lead_change", lead_id)


register_page(
    "leads/<int:lead_id>/temperature/",
    temperature,
    name="lead_temperature",
    title=gettext_lazy("Temperature"),
    permission=CHANGE,
    methods=["POST"],
)
