"""In the clinic: who of the platform was here, why, and the button that shows them out (H:T16)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.desk.access import CLINIC
from tenants.desk.pages import page_context, register_page
from tenants.middleware import works_while_suspended
from tenants.services.visits import end_visit, visits_here


def visits(request: HttpRequest) -> HttpResponse:
    context = page_context(request, visits=visits_here(), now=timezone.now())
    return TemplateResponse(request, "admin/tenants/visits_here.html", context)


@works_while_suspended
def show_out(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """404 for a visit that is not here or has ended."""
    if not end_visit(visit_id, by=str(request.user), now=timezone.now(), clinic=request.clinic):
        raise Http404
    messages.success(request, _("The visit has ended."))
    return redirect("admin:visits")


register_page(
    "visits/",
    visits,
    name="visits",
    title=_("Visits from the platform"),
    permission="staff.change_user",
    site=CLINIC,
    methods=["GET"],
)
register_page(
    "visits/<uuid:visit_id>/end/",
    show_out,
    name="visit_end",
    title=_("End the visit"),
    permission="staff.change_user",
    site=CLINIC,
    methods=["POST"],
)
