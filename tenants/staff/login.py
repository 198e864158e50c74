"""/admin/login/ on both hosts: allauth's login, in our clothes and behind our pauses."""

from typing import Any

from allauth.account.views import LoginView
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tenants.desk.address import client_address
from tenants.staff.forms import LoginForm
from tenants.staff.lockout import paused
from tenants.staff.services.addresses import paused_until


class LoginDoor(LoginView):
    """One answer for a wrong password and an unknown mail (H:N7), with how many tries remain."""

    form_class = LoginForm
    template_name = "admin/login.html"

    def get_form_class(self) -> type[LoginForm]:
        return self.form_class

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        until = paused_until(client_address(request), now=timezone.now())
        return paused(request, until) if until else super().post(request, *args, **kwargs)

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
