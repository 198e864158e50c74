from typing import Any

from django.contrib.admin import display
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tenants.admin.clinic_step import steps_from
from tenants.desk.options import PlatformModelAdmin, ReadOnly
from tenants.desk.sites import platform_site
from tenants.models import Clinic
from tenants.models.health import STALE
from tenants.services.clinic_health import with_health


class ClinicAdmin(ReadOnly, PlatformModelAdmin):
    """The clinics of this installation and how they do. A command makes them; their pages pause and close them."""

    list_title = _("Clinics")
    list_display = ["who", "state_shown", "health_shown", "staff_shown", "last_lead", "made"]
    list_display_links = None
    fields = readonly_fields = ["name", "slug", "state", "schema_name", "created_at"]
    list_filter = []
    search_fields = ["name", "slug"]
    search_help_text = _("Name or workspace")
    empty_template = "tenants/no_clinics.html"
    change_form_template = "admin/tenants/clinic.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Clinic]:
        return with_health(super().get_queryset(request)).prefetch_related("domains")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        clinic = self.get_object(request, object_id)
        more = _page(clinic) if clinic else {}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    @display(description=_("Clinic"), ordering="name")
    def who(self, clinic: Clinic) -> SafeString:
        return _cell("who", clinic)

    @display(description=_("State"), ordering="state")
    def state_shown(self, clinic: Clinic) -> SafeString:
        return _cell("state", clinic)

    @display(description=_("Health"))
    def health_shown(self, clinic: Clinic) -> SafeString:
        return _cell("health", clinic)

    @display(description=_("Staff"))
    def staff_shown(self, clinic: Clinic) -> SafeString:
        return _cell("staff", clinic)

    @display(description=_("Last lead"))
    def last_lead(self, clinic: Clinic) -> SafeString:
        return _cell("last_lead", clinic)

    @display(description=_("Created"), ordering="created_at")
    def made(self, clinic: Clinic) -> SafeString:
        return _cell("made", clinic)


def _cell(name: str, clinic: Clinic) -> SafeString:
    return render_to_string(f"tenants/cells/{name}.html", _shown(clinic))


def _shown(clinic: Clinic) -> dict[str, Any]:
    """Its numbers, and whether they still say something about now."""
    health = getattr(clinic, "health", None)
    stale = health is None or health.measured_at <= timezone.now() - STALE
    host = next((domain.name for domain in clinic.domains.all() if domain.is_primary), "")
    return {"clinic": clinic, "health": health, "stale": stale, "host": host}


def _page(clinic: Clinic) -> dict[str, Any]:
    shown = {name: value for name, value in _shown(clinic).items() if name != "clinic"}
    may_visit = clinic.state in {Clinic.State.ACTIVE, Clinic.State.SUSPENDED}
    return {
        **shown,
        "one": clinic,
        "steps": steps_from(clinic),
        "visits": clinic.visits.all()[:10],
        "allowances": clinic.allowances.all(),
        "may_visit": may_visit,
        "now": timezone.now(),
    }


platform_site.register(Clinic, ClinicAdmin)
