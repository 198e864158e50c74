from django.contrib.admin import display
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tenants.desk.options import HouseModelAdmin, ReadOnly
from tenants.desk.sites import platform_site
from tenants.models import Clinic


class ClinicAdmin(ReadOnly, HouseModelAdmin):
    """The clinics of this installation, for the platform's people. Commands make and suspend them."""

    list_display = ["who", "state_shown", "host", "made"]
    list_display_links = None
    fields = readonly_fields = ["name", "slug", "state", "schema_name", "created_at"]
    list_filter = []
    search_fields = ["name", "slug"]
    search_help_text = _("Name or workspace")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Clinic]:
        return super().get_queryset(request).prefetch_related("domains")

    @display(description=_("Clinic"), ordering="name")
    def who(self, clinic: Clinic) -> SafeString:
        return render_to_string("desk/cells/clinic.html", {"clinic": clinic})

    @display(description=_("State"), ordering="state")
    def state_shown(self, clinic: Clinic) -> SafeString:
        return render_to_string("desk/cells/clinic_state.html", {"clinic": clinic})

    @display(description=_("Host"))
    def host(self, clinic: Clinic) -> str:
        return next((domain.name for domain in clinic.domains.all() if domain.is_primary), "")

    @display(description=_("Created"), ordering="created_at")
    def made(self, clinic: Clinic) -> SafeString:
        return render_to_string("desk/cells/clinic_made.html", {"clinic": clinic})


platform_site.register(Clinic, ClinicAdmin)
