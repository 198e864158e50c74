"""Changing one's own password: this browser stays logged in, all others do not (H:N6, A12)."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone

from tenants.staff.receivers import began
from tenants.staff.services.passwords import give_password, tell_owner


class OwnPasswordView(PasswordChangeView):
    template_name = "registration/password_change_form.html"
    success_url = reverse_lazy("admin:password_change_done")
    site: Any = None

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return {**super().get_context_data(**more), **self.site.each_context(self.request)}

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
