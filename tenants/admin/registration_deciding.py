"""What people do about a request for a clinic: each asked for on a page or by a button, done by POST (F:I18)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import HouseError
from tenants.desk.access import PLATFORM
from tenants.desk.pages import page_context, register_page
from tenants.forms import ApprovalForm, DecliningForm
from tenants.models import Registration
from tenants.services.registering.alike import alike
from tenants.services.registering.deciding import approve, decline, try_again
from tenants.services.registering.welcoming import welcome_again

PAGE = "admin:tenants_registration_change"


def approving(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    asked = get_object_or_404(Registration, pk=registration_id)
    form = ApprovalForm(request.POST if request.method == "POST" else None, initial={"slug": asked.slug})
    if form.sent(lambda: approve(asked.pk, slug=form.cleaned_data["slug"], by=request.user, now=timezone.now())):
        messages.success(request, _("%(clinic)s is being set up.") % {"clinic": asked.clinic_name})
        return redirect(PAGE, asked.pk)
    title = _("Open %(clinic)s?") % {"clinic": asked.clinic_name}
    context = page_context(request, title=title, asked=asked, form=form, alike=alike(asked))
    return TemplateResponse(request, "admin/tenants/registration_approving.html", context, status=form.status)


def declining(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    asked = get_object_or_404(Registration, pk=registration_id)
    form = DecliningForm(request.POST if request.method == "POST" else None)
    by, now = request.user, timezone.now()
    if form.sent(lambda: decline(asked.pk, answer=form.cleaned_data["answer"].strip(), by=by, now=now)):
        messages.success(request, _("The request of %(clinic)s is declined.") % {"clinic": asked.clinic_name})
        return redirect(PAGE, asked.pk)
    title = _("Decline the request of %(clinic)s?") % {"clinic": asked.clinic_name}
    context = page_context(request, title=title, asked=asked, form=form)
    return TemplateResponse(request, "admin/tenants/registration_declining.html", context, status=form.status)


def trying_again(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    """A refusal is a sentence on the page of the request."""
    asked = get_object_or_404(Registration, pk=registration_id)
    try:
        try_again(asked.pk)
    except HouseError as refused:
        messages.error(request, refused.detail)
    else:
        messages.success(request, _("It goes on where it stopped."))
    return redirect(PAGE, asked.pk)


def inviting_again(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    asked = get_object_or_404(Registration, pk=registration_id)
    try:
        welcome_again(asked)
    except HouseError as refused:
        messages.error(request, refused.detail)
    else:
        messages.success(request, _("%(mail)s gets a mail with a link.") % {"mail": asked.email})
    return redirect(PAGE, asked.pk)


for _path, _view, _title, _methods in [
    ("approve", approving, _("Approve"), ["GET", "POST"]),
    ("decline", declining, _("Decline"), ["GET", "POST"]),
    ("again", trying_again, _("Try again"), ["POST"]),
    ("invite", inviting_again, _("Send the invitation again"), ["POST"]),
]:
    register_page(
        f"tenants/registration/<uuid:registration_id>/{_path}/",
        _view,
        name=f"registration_{_path}",
        title=_title,
        permission="tenants.change_registration",
        site=PLATFORM,
        methods=_methods,
    )
