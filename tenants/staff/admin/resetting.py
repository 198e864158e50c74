"""Sending a colleague the link for a new password."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from tenants.desk.pages import register_page
from tenants.staff.admin.answers import done_to
from tenants.staff.admin.inviting import MAILED
from tenants.staff.services.resetting import send_reset
from tenants.staff.services.rights import MANAGE


def resetting(request: HttpRequest, person_id: int) -> HttpResponse:
    return done_to(request, person_id, send_reset, MAILED)


register_page(
    "staff/<int:person_id>/reset/",
    resetting,
    name="staff_reset",
    title=_("Send a link for a new password"),
    permission=MANAGE,
    methods=["POST"],
)
