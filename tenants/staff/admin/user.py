from django.contrib import admin
from django.contrib.admin import display
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tenants.desk.options import ClinicModelAdmin, ReadOnly
from tenants.staff.models import User


@admin.register(User)
class UserAdmin(ReadOnly, ClinicModelAdmin):
    """Who works here and in which role. Rights are given by role alone, never on this page."""

    list_title = _("Staff")
    list_display = ["who", "role_shown", "sees", "seen"]
    list_display_links = None
    fields = readonly_fields = ["full_name", "email", "role", "data_scope", "language", "is_active", "last_login"]
    search_fields = ["full_name", "email"]
    search_help_text = _("Name or mail")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @display(description=_("Person"), ordering="full_name")
    def who(self, person: User) -> SafeString:
        return render_to_string("staff/cells/who.html", {"person": person})

    @display(description=_("Role"))
    def role_shown(self, person: User) -> SafeString:
        return render_to_string("staff/cells/role.html", {"person": person})

    @display(description=_("Sees"), ordering="data_scope")
    def sees(self, person: User) -> str:
        return person.get_data_scope_display()

    @display(description=_("Last login"), ordering="last_login")
    def seen(self, person: User) -> SafeString:
        return render_to_string("staff/cells/seen.html", {"person": person})
