"""/admin/login/ on both hosts: allauth's login, in our clothes and behind our pauses."""

from typing import Any

from allauth.account.views import LoginView
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tenants.desk.address import counted_address
from tenants.staff.forms import LoginForm
from tenants.staff.lockout import paused, paused_elsewhere, tried_mail
from tenants.staff.services import tries
from tenants.staff.services.addresses import paused_until
from tenants.staff.services.unlocking import told_of_pause_elsewhere


class LoginDoor(LoginView):
    """One answer for a wrong password and an unknown mail (H:N7), with how many tries remain."""

    form_class = LoginForm
    template_name = "admin/login.html"

    def get_form_class(self) -> type[LoginForm]:
        return self.form_class

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mail, address, now = tried_mail(request), counted_address(request), timezone.now()
        if until := paused_until(address, now=now):
            return paused(request, until)
        with tries.turn(mail, address):
            if until := tries.paused_elsewhere(mail, address, now=now):
                told_of_pause_elsewhere(mail, now=now)
                return paused_elsewhere(request, until)
            return super().post(request, *args, **kwargs)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        form = more.get("form") or self.get_form()
        return {"form": form, "app_path": self.request.get_full_path(), "left": self._left(form)}

    def _left(self, form: LoginForm) -> int | None:
        """Tries until the pause; None when none was counted."""
        if not form.is_bound or "login" not in getattr(form, "cleaned_data", {}):
            return None
        wrong = AxesProxyHandler.get_failures(self.request, {"username": form.cleaned_data["login"]})
        return max(0, settings.AXES_FAILURE_LIMIT - wrong) if wrong else None


login_door = LoginDoor.as_view()
