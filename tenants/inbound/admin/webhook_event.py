from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin, display
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from tenants.desk.access import allows
from tenants.desk.options import ClinicModelAdmin, ReadOnly
from tenants.inbound.models import WebhookEvent
from tenants.inbound.permissions import CHANGE

SHOWN = 100_000  # bytes of a body that a page shows


class StateFilter(DropdownFilter):
    title = _("state")
    parameter_name = "state"
    all_option = ["", _("Any state")]

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return WebhookEvent.State.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(state=self.value()) if self.value() in WebhookEvent.State.values else queryset


@admin.register(WebhookEvent)
class WebhookEventAdmin(ReadOnly, ClinicModelAdmin):
    """What providers told this clinic, and what became of it. Nothing of a body is in the list."""

    list_title = _("Arrived from outside")
    list_display = ["when", "provider", "event_id", "what_became", "attempts", "error"]
    list_display_links = None
    list_filter = [StateFilter]
    ordering = ["-received_at", "-pk"]
    fields = readonly_fields = ["provider", "event_id", "received_at", "state", "attempts", "error"]
    empty_template = "inbound/nothing.html"
    change_form_template = "admin/inbound/event.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookEvent]:
        return super().get_queryset(request).defer("body", "about")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        event = self.get_object(request, object_id)
        more = {"event": event, "may_write": allows(CHANGE, request)}
        if event is not None:
            body = bytes(event.body)
            more |= {"size": len(body), "body": body[:SHOWN].decode("utf-8", "replace").replace("\0", "\ufffd")}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    @display(description=_("Arrived"), ordering="received_at")
    def when(self, event: WebhookEvent) -> SafeString:
        return render_to_string("inbound/cells/when.html", {"event": event})

    @display(description=_("State"), ordering="state")
    def what_became(self, event: WebhookEvent) -> SafeString:
        return render_to_string("inbound/cells/state.html", {"event": event})
