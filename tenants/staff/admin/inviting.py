"""Inviting a colleague, and sending the mail once more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from tenants.desk.pages import page_context, register_page
from tenants.staff.admin.answers import done_to
from tenants.staff.admin.person_form import InvitationForm
from tenants.staff.services.inviting import invite_again, invite_colleague
from tenants.staff.services.rights import INVITE, MANAGE

MAILED = _("%(mail)s gets a mail with a link.")


def inviting(request: HttpRequest) -> HttpResponse:
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if person := form.sent(lambda: invite_colleague(**form.cleaned_data, by=request.user)):
        messages.success(request, MAILED % {"mail": person.email})
        return redirect("admin:staff_user_changelist")
    context = page_context(request, form=form)
    return TemplateResponse(request, "admin/staff/invite.html", context, status=form.status)


def again(request: HttpRequest, person_id: int) -> HttpResponse:
    return done_to(request, person_id, invite_again, MAILED)


register_page("staff/invite/", inviting, name="staff_invite", title=_("Invite a colleague"), permission=INVITE)
register_page(
    "staff/<int:person_id>/invite/",
    again,
    name="staff_invite_again",
    title=_("Invite again"),
    permission=MANAGE,
    methods=["POST"],
)
