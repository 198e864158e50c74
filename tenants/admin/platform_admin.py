"""Who runs this installation (H:T16): their accounts lie in public and open no clinic."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import display
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import HouseError
from tenants.desk.access import PLATFORM
from tenants.desk.options import PlatformModelAdmin, ReadOnly
from tenants.desk.pages import page_context, register_page
from tenants.desk.sites import platform_site
from tenants.forms import PlatformAdminForm
from tenants.services.platform_admins import close_access, invite_platform_admin, open_access
from tenants.staff.models import User


class PlatformAdminAdmin(ReadOnly, PlatformModelAdmin):
    """The platform's people. Each sees every clinic as a row, and no patient without a visit."""

    list_title = _("Platform admins")
    list_display = ["who", "access_shown", "seen"]
    list_display_links = None
    fields = readonly_fields = ["full_name", "email", "is_active", "last_login"]
    search_fields = ["full_name", "email"]
    search_help_text = _("Name or mail")
    list_filter = []
    change_list_template = "admin/tenants/platform_admins.html"
    change_form_template = "admin/tenants/platform_admin.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        more = {"person": self.get_object(request, object_id)}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    @display(description=_("Person"), ordering="full_name")
    def who(self, person: User) -> SafeString:
        return render_to_string("tenants/cells/platform_person.html", {"person": person})

    @display(description=_("Access"), ordering="is_active")
    def access_shown(self, person: User) -> SafeString:
        return render_to_string("tenants/cells/platform_access.html", {"person": person})

    @display(description=_("Last login"), ordering="last_login")
    def seen(self, person: User) -> SafeString:
        return render_to_string("staff/cells/seen.html", {"person": person})


def inviting(request: HttpRequest) -> HttpResponse:
    form = PlatformAdminForm(request.POST if request.method == "POST" else None)
    if user := form.sent(lambda: invite_platform_admin(**form.cleaned_data, by=request.user)):
        messages.success(request, _("%(mail)s gets a mail with a link.") % {"mail": user.email})
        return redirect("admin:staff_user_changelist")
    context = page_context(request, form=form)
    return TemplateResponse(request, "admin/tenants/platform_invitation.html", context, status=form.status)


def access(request: HttpRequest, operator_id: int, wanted: str) -> HttpResponse:
    """Close or open somebody's access. A refusal (oneself, the last one) is a sentence on the person's page."""
    person = get_object_or_404(User, pk=operator_id)
    try:
        (close_access if wanted == "close" else open_access)(person, by=request.user)
    except HouseError as refused:
        messages.error(request, refused.detail)
    else:
        said = _("%(name)s can no longer log in.") if wanted == "close" else _("%(name)s can log in again.")
        messages.success(request, said % {"name": person})
    return redirect("admin:staff_user_change", person.pk)


platform_site.register(User, PlatformAdminAdmin)
register_page(
    "staff/user/invite/",
    inviting,
    name="platform_invite",
    title=_("Invite a platform admin"),
    permission="staff.add_user",
    site=PLATFORM,
)
for _wanted in ("close", "open"):
    register_page(
        f"staff/user/<int:operator_id>/{_wanted}/",
        lambda request, operator_id, wanted=_wanted: access(request, operator_id, wanted),
        name=f"platform_{_wanted}",
        title=_("Access"),
        permission="staff.change_user",
        site=PLATFORM,
        methods=["POST"],
    )
