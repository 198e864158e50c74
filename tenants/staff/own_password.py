"""Changing one's own password: this browser stays logged in, all others do not (H:N6, A12)."""

from datetime import UTC, datetime
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone

from tenants.desk.address import counted_address
from tenants.staff.lockout import locked_out
from tenants.staff.receivers import began
from tenants.staff.services import sessions, tries
from tenants.staff.services.passwords import give_password, tell_owner

HERE = "own password"


class OwnPasswordView(PasswordChangeView):
    """The password now is asked for and counted as at the login: an open browser is no place to guess it."""

    template_name = "registration/password_change_form.html"
    success_url = reverse_lazy("admin:password_change_done")
    site: Any = None

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return {**super().get_context_data(**more), **self.site.each_context(self.request)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        owner = {"username": request.user.email}
        with tries.turn(request.user.email, counted_address(request), HERE):
            if self._wrong_here() >= settings.AXES_FAILURE_LIMIT:
                return self._out()
            if not AxesProxyHandler.is_allowed(request, owner):
                return locked_out(request, credentials=owner)
            return super().post(request, *args, **kwargs)

    def form_invalid(self, form: PasswordChangeForm) -> HttpResponse:
        if not form.has_error("old_password", "password_incorrect"):
            return super().form_invalid(form)
        owner = {"username": form.user.email}
        user_login_failed.send(sender=__name__, credentials=owner, request=self.request)
        return super().form_invalid(form) if self._wrong_here() < settings.AXES_FAILURE_LIMIT else self._out()

    def _wrong_here(self) -> int:
        """Guesses since this browser logged in, from wherever it was carried to."""
        now = timezone.now()
        since = datetime.fromtimestamp(self.request.session.get(sessions.SINCE, 0), UTC)
        rows = tries.wrong(self.request.user.email, now=now)
        return rows.filter(path_info=self.request.path, attempt_time__gt=since).count()

    def _out(self) -> HttpResponse:
        """Axes answers with its pause, where the five came from one address."""
        logout(self.request)
        return redirect("admin:login")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        user, session = form.user, self.request.session
        since = session.get("since", timezone.now().timestamp())
        with transaction.atomic():
            give_password(user, form.cleaned_data["new_password1"], verb="staff.password_changed")
            tell_owner(user)
        session.create()  # a new key: the old row went with the others
        update_session_auth_hash(self.request, user)
        began(type(user), self.request, user)
        session["since"] = since
        return HttpResponse(status=302, headers={"Location": str(self.get_success_url())})


def change_password(request: HttpRequest, site: AdminSite) -> HttpResponse:
    return OwnPasswordView.as_view(site=site)(request)
