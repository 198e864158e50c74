"""Sending a colleague the link for a new password."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import HouseError, NotThere
from tenants.desk.pages import register_page
from tenants.staff.admin.answers import not_there
from tenants.staff.admin.inviting import MAILED
from tenants.staff.services.resetting import send_reset
from tenants.staff.services.rights import MANAGE


def resetting(request: HttpRequest, person_id: int) -> HttpResponse:
    try:
        person = send_reset(person_id, by=request.user)
        messages.success(request, MAILED % {"mail": person.email})
    except NotThere:
        return not_there(request)
    except HouseError as refused:
        messages.error(request, refused.detail)
    return redirect("admin:staff_user_change", person_id)


register_page(
    "staff/<int:person_id>/reset/",
    resetting,
    name="staff_reset",
    title=_("Send a link for a new password"),
    permission=MANAGE,
    methods=["POST"],
)
