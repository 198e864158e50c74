"""One's own page: name, languages, hours, and the switch that says whether one is at work."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import HouseError
from tenants.desk.pages import ANY_STAFF, page_context, register_page
from tenants.staff.admin.person_form import OneselfForm
from tenants.staff.models import User
from tenants.staff.services.editing import change_oneself
from tenants.staff.services.shifts import is_on_shift, switch_shift


def oneself(request: HttpRequest) -> HttpResponse:
    form = OneselfForm(request.POST if request.method == "POST" else None, person=request.user)
    if form.sent(lambda: change_oneself(request.user, form.wanted())):
        messages.success(request, _("Saved."))
        return redirect("admin:me")
    return _page(request, form, form.status)


def _page(request: HttpRequest, form: OneselfForm, status: int) -> HttpResponse:
    person = User.objects.get(pk=request.user.pk)
    on = is_on_shift(person, timezone.now())
    context = page_context(request, person=person, form=form, on=on, shifts=User.Shift.choices)
    return TemplateResponse(request, "admin/staff/oneself.html", context, status=status)


def switching(request: HttpRequest) -> HttpResponse:
    try:
        switch_shift(request.user, request.POST.get("shift", ""), until=None, now=timezone.now())
    except HouseError as refused:
        messages.error(request, refused.detail)
        return _page(request, OneselfForm(None, person=request.user), refused.status)
    messages.success(request, _("Saved."))
    return redirect("admin:me")


register_page("me/", oneself, name="me", title=_("My page"), permission=ANY_STAFF)
register_page("me/shift/", switching, name="my_shift", title=_("On shift"), permission=ANY_STAFF, methods=["POST"])
