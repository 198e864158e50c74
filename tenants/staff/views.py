"""Pages before the login: an invitation, a forgotten password, a pause to be ended. GET changes nothing (H:N12)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from crm.lib.errors import InvalidData
from tenants.desk.address import counted_address
from tenants.middleware import works_while_suspended
from tenants.staff.forms import MailForm, PasswordForm
from tenants.staff.models import User
from tenants.staff.services import resets, unlocking
from tenants.staff.services.invitations import accept_link, invited


class LinkView(View):
    """A link from a mail, a password, and in: POST sets it and leads to the login.

    `owner(uid, token)` is whose link it is, `give(uid, token, password=...)` sets the password. Both raise
    InvalidData for a link that is closed.
    """

    template_name: str
    owner: Callable[[str, str], User]
    give: Callable[..., User]

    def get(self, request: HttpRequest, uid: str, token: str) -> HttpResponse:
        return self._show(request, uid, token)

    def post(self, request: HttpRequest, uid: str, token: str) -> HttpResponse:
        return self._show(request, uid, token, data=request.POST)

    def _show(self, request: HttpRequest, uid: str, token: str, data: object = None) -> HttpResponse:
        try:
            user = self.owner(uid, token)
            form = PasswordForm(data, user=user)
            if data is None or not form.is_valid():
                status = 200 if data is None else 422
                return render(request, self.template_name, {"form": form, "invited": user}, status=status)
            self.give(uid, token, password=form.cleaned_data["password1"])
            messages.success(request, _("Your password is set. Log in with it."))
        except InvalidData as wrong:
            return render(request, self.template_name, {"refusal": wrong.detail}, status=404)
        return redirect("admin:login")


@method_decorator(sensitive_post_parameters("password", "again"), name="dispatch")
class InvitationView(LinkView):
    template_name = "staff/invitation.html"
    owner, give = staticmethod(invited), staticmethod(accept_link)


@method_decorator(sensitive_post_parameters("password", "again"), name="dispatch")
@method_decorator(works_while_suspended, name="dispatch")
class ResetView(LinkView):
    template_name = "staff/reset.html"
    owner, give = staticmethod(resets.forgetful), staticmethod(resets.reset)


@method_decorator(works_while_suspended, name="dispatch")
class AskView(View):
    """The same answer for every mail, known or not (H:N7)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "staff/reset_ask.html", {"form": MailForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = MailForm(request.POST)
        if not form.is_valid():
            return render(request, "staff/reset_ask.html", {"form": form}, status=422)
        resets.ask_reset(form.cleaned_data["email"], address=counted_address(request), now=timezone.now())
        return render(request, "staff/reset_ask.html", {"asked": True})


@works_while_suspended
@require_http_methods(["GET", "HEAD", "POST"])
def unlock_door(request: HttpRequest, unlock_token: str) -> HttpResponse:
    try:
        if request.method != "POST":
            return render(request, "staff/unlock.html", {"locked": unlocking.behind(unlock_token)[0]})
        unlocking.unlock(unlock_token, address=counted_address(request))
    except InvalidData as wrong:
        return render(request, "staff/unlock.html", {"refusal": wrong.detail}, status=404)
    return redirect("admin:login")
