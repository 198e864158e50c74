from typing import Any

from django.contrib.admin import display
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tenants.desk.access import PLATFORM
from tenants.desk.options import PlatformModelAdmin, ReadOnly
from tenants.desk.pages import page_context, register_page
from tenants.desk.sites import platform_site
from tenants.models import ParkedEvent
from tenants.services.parking import body_for_people


class ParkedEventAdmin(ReadOnly, PlatformModelAdmin):
    """What arrived for nobody we know, kept for 30 days (HOUSE 9). What it says is shown only on demand."""

    list_title = _("Parked events")
    list_display = ["when", "source", "why", "size", "kept_until"]
    list_display_links = None
    ordering = ["-arrived_at", "-pk"]
    fields = readonly_fields = ["source", "reason", "arrived_at", "expires_at"]
    search_fields = ["source", "reason"]
    search_help_text = _("Source or reason")
    empty_template = "tenants/no_parked.html"
    change_form_template = "admin/tenants/parked.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ParkedEvent]:
        return super().get_queryset(request).annotate(locked_bytes=Length("body")).defer("body")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        more = {"event": self.get_object(request, object_id)}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    @display(description=_("Arrived"), ordering="arrived_at")
    def when(self, event: ParkedEvent) -> SafeString:
        return _cell("parked_when", event)

    @display(description=_("Reason"), ordering="reason")
    def why(self, event: ParkedEvent) -> SafeString:
        return _cell("parked_why", event)

    @display(description=_("Size"))
    def size(self, event: ParkedEvent) -> SafeString:
        return _cell("parked_size", event)

    @display(description=_("Kept until"), ordering="expires_at")
    def kept_until(self, event: ParkedEvent) -> SafeString:
        return _cell("parked_until", event)


def _cell(name: str, event: ParkedEvent) -> SafeString:
    return render_to_string(f"tenants/cells/{name}.html", {"event": event})


def body(request: HttpRequest, event_id: int) -> HttpResponse:
    """What it says, as text. By POST, because somebody decides to look, and the trail says who."""
    event = get_object_or_404(ParkedEvent, pk=event_id)
    context = page_context(request, event=event, body=body_for_people(event))
    return TemplateResponse(request, "admin/tenants/parked_body.html", context)


platform_site.register(ParkedEvent, ParkedEventAdmin)
register_page(
    "tenants/parkedevent/<int:event_id>/body/",
    body,
    name="parked_body",
    title=_("What arrived"),
    permission="tenants.view_parkedevent",
    site=PLATFORM,
    methods=["POST"],
)
