from typing import Any

from django.contrib.admin import display
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tenants.desk.options import PlatformModelAdmin, ReadOnly
from tenants.desk.sites import platform_site
from tenants.models import Visit
from tenants.services.visits import DOOR_SECONDS, door, door_is_open


class VisitAdmin(ReadOnly, PlatformModelAdmin):
    """Who of the platform was in which clinic, and why. The clinic sees the same rows."""

    list_title = _("Visits")
    list_display = ["where", "who", "why", "when", "state_shown"]
    list_display_links = None
    list_select_related = ["clinic"]
    fields = readonly_fields = ["clinic", "opened_by", "reason", "role", "opened_at", "ends_at", "ended_at"]
    search_fields = ["clinic__name", "opened_by", "reason"]
    search_help_text = _("Clinic, person or reason")
    empty_template = "tenants/no_visits.html"
    change_form_template = "admin/tenants/visit.html"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        visit = self.get_object(request, object_id)
        more = _page(visit, request) if visit else {}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    @display(description=_("Clinic"), ordering="clinic__name")
    def where(self, visit: Visit) -> SafeString:
        return _cell("visit_where", visit)

    @display(description=_("Person"), ordering="opened_by")
    def who(self, visit: Visit) -> str:
        return visit.visitor

    @display(description=_("Reason"))
    def why(self, visit: Visit) -> SafeString:
        return _cell("visit_why", visit)

    @display(description=_("Opened"), ordering="opened_at")
    def when(self, visit: Visit) -> SafeString:
        return _cell("visit_when", visit)

    @display(description=_("State"))
    def state_shown(self, visit: Visit) -> SafeString:
        return _cell("visit_state", visit)


def _cell(name: str, visit: Visit) -> SafeString:
    return render_to_string(f"tenants/cells/{name}.html", {"visit": visit, "now": timezone.now()})


def _page(visit: Visit, request: HttpRequest) -> dict[str, Any]:
    """The door is shown to whoever opened the visit, as long as it can be used."""
    now = timezone.now()
    mine = visit.opened_by == request.user.email
    return {
        "visit": visit,
        "now": now,
        "runs": visit.is_running(now),
        "door": door(visit) if mine and door_is_open(visit, now=now) else "",
        "door_seconds": DOOR_SECONDS,
    }


platform_site.register(Visit, VisitAdmin)
