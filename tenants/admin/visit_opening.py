"""Into a clinic, with a reason and a time: asked for on its page on the platform (H:T16)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import Conflict, InvalidData
from tenants.desk.access import PLATFORM
from tenants.desk.pages import page_context, register_page
from tenants.forms import VisitForm
from tenants.models import Clinic, Visit
from tenants.services.visits import end_visit, open_visit


def opening(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    clinic = get_object_or_404(Clinic, pk=clinic_id)
    form = VisitForm(request.POST if request.method == "POST" else None)
    status, refusal = 422 if form.is_bound else 200, ""
    if form.is_bound and form.is_valid():
        try:
            visit = open_visit(clinic, by=request.user, now=timezone.now(), **form.cleaned_data)
            return redirect("admin:tenants_visit_change", visit.pk)
        except InvalidData as wrong:
            form.refuse(wrong.fields, wrong.detail)
        except Conflict as closed:
            status, refusal = 409, closed.detail
    context = page_context(
        request, title=_("Visit %(clinic)s") % {"clinic": clinic.name}, one=clinic, form=form, refusal=refusal
    )
    return TemplateResponse(request, "admin/tenants/visit_opening.html", context, status=status)


def ending(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Anybody of the platform may end any visit, at once."""
    get_object_or_404(Visit, pk=visit_id)
    ended = end_visit(visit_id, by=str(request.user), now=timezone.now())
    messages.success(request, _("The visit has ended.") if ended else _("The visit had ended already."))
    return redirect("admin:tenants_visit_change", visit_id)


register_page(
    "tenants/clinic/<uuid:clinic_id>/visit/",
    opening,
    name="visit_open",
    title=_("Visit a clinic"),
    permission="tenants.add_visit",
    site=PLATFORM,
)
register_page(
    "tenants/visit/<uuid:visit_id>/end/",
    ending,
    name="visit_end",
    title=_("End the visit"),
    permission="tenants.change_visit",
    site=PLATFORM,
    methods=["POST"],
)
