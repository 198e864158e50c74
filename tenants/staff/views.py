"""Accepting an invitation: the link from the Admin, a password, and in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters

from crm.lib.errors import InvalidData
from tenants.staff.forms import PasswordForm
from tenants.staff.services.invitations import accept, invited


@method_decorator(sensitive_post_parameters("password", "again"), name="dispatch")
class InvitationView(View):
    """GET shows the form and changes nothing (H:N12); POST sets the password and leads to the login."""

    template_name = "staff/invitation.html"

    def get(self, request: HttpRequest, uid: str, token: str) -> HttpResponse:
        return self._show(request, uid, token)

    def post(self, request: HttpRequest, uid: str, token: str) -> HttpResponse:
        return self._show(request, uid, token, data=request.POST)

    def _show(self, request: HttpRequest, uid: str, token: str, data: object = None) -> HttpResponse:
        try:
            user = invited(uid, token)
        except InvalidData as wrong:
            return render(request, self.template_name, {"refusal": wrong.detail}, status=404)
        form = PasswordForm(data, user=user)
        if data is None or not form.is_valid():
            status = 200 if data is None else 422
            return render(request, self.template_name, {"form": form, "invited": user}, status=status)
        accept(user, password=form.cleaned_data["password"])
        return redirect("admin:login")
