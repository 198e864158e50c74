"""Inviting a colleague, and sending the mail once more."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import HouseError, NotThere
from tenants.desk.pages import page_context, register_page
from tenants.staff.admin.answers import not_there
from tenants.staff.admin.person_form import InvitationForm
from tenants.staff.services.inviting import invite_again, invite_colleague
from tenants.staff.services.rights import INVITE, MANAGE

MAILED = _("%(mail)s gets a mail with a link.")


def inviting(request: HttpRequest) -> HttpResponse:
    form = InvitationForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                person = invite_colleague(**form.cleaned_data, by=request.user)
            except HouseError as refused:
                status = refused.status
                form.refuse(refused.fields, refused.detail)
            except ValidationError as wrong:
                form.refuse(getattr(wrong, "message_dict", {}), " ".join(wrong.messages))
            else:
                messages.success(request, MAILED % {"mail": person.email})
                return redirect("admin:staff_user_changelist")
    context = page_context(request, form=form)
    return TemplateResponse(request, "admin/staff/invite.html", context, status=status)


def again(request: HttpRequest, person_id: int) -> HttpResponse:
    try:
        person = invite_again(person_id, by=request.user)
        messages.success(request, MAILED % {"mail": person.email})
    except NotThere:
        return not_there(request)
    except HouseError as refused:
        messages.error(request, refused.detail)
    return redirect("admin:staff_user_change", person_id)


register_page("staff/invite/", inviting, name="staff_invite", title=_("Invite a colleague"), permission=INVITE)
register_page(
    "staff/<int:person_id>/invite/",
    again,
    name="staff_invite_again",
    title=_("Invite again"),
    permission=MANAGE,
    methods=["POST"],
)
