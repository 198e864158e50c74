"""The page "Activity": on a clinic's site for its Admin and Manager, on the platform's for its people."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import display
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from crm.lib.sheets import KINDS
from tenants.audit.admin.filters import KindFilter, PersonFilter, VerbFilter
from tenants.audit.admin.listing import CappedPaginator, EntryList
from tenants.audit.models import Entry
from tenants.audit.services.reading import told
from tenants.desk.days import DaysFilter
from tenants.desk.options import ClinicModelAdmin, PlatformModelAdmin, ReadOnly
from tenants.desk.sites import platform_site


def _cell(name: str, entry: Entry) -> SafeString:
    return render_to_string(f"audit/cells/{name}.html", {"entry": entry, "line": entry.line})


class Activity(ReadOnly):
    """Newest first. Looked at and downloaded, never changed: the database refuses it too (H:G13)."""

    list_title = _("Activity")
    list_display = ["did", "changed", "origin", "when"]
    list_filter = [PersonFilter, VerbFilter, KindFilter, ("timestamp", DaysFilter)]
    search_fields = ["object_repr"]  # only switches the box on: the question is EntryQuerySet.found
    search_help_text = _("Name of a lead, colleague or setting")
    paginator = CappedPaginator
    sortable_by = ()
    fields = readonly_fields = ["at", "did", "all_changes", "origin", "request_id"]
    empty_template = "audit/empty.html"
    change_list_template = "admin/audit/entry/change_list.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[EntryList]:
        return EntryList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Entry], search_term: str
    ) -> tuple[QuerySet[Entry], bool]:
        return (queryset.found(search_term) if search_term.strip() else queryset), False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Entry | None:
        entry = super().get_object(request, object_id, from_field)
        if entry:
            [entry.line] = told([entry])
        return entry

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        may = request.user.has_perm("audit.export_entry")
        offered = {"may_download": may, "kinds": KINDS.values()}
        return super().changelist_view(request, {**offered, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        return super().change_view(request, object_id, form_url, {"title": _("Activity"), **(extra_context or {})})

    @display(description=_("Who did what"))
    def did(self, entry: Entry) -> SafeString:
        return _cell("did", entry)

    @display(description=_("Before and after"))
    def changed(self, entry: Entry) -> SafeString:
        return _cell("changed", entry)

    @display(description=_("Before and after"))
    def all_changes(self, entry: Entry) -> SafeString:
        return _cell("all_changes", entry)

    @display(description=_("When"))
    def when(self, entry: Entry) -> SafeString:
        return _cell("when", entry)

    @display(description=_("From where"))
    def origin(self, entry: Entry) -> SafeString:
        return _cell("origin", entry)

    @display(description=_("When"))
    def at(self, entry: Entry) -> SafeString:
        return _cell("at", entry)

    @display(description=_("Request"))
    def request_id(self, entry: Entry) -> str:
        return entry.cid or "—"


@admin.register(Entry)
class EntryAdmin(Activity, ClinicModelAdmin):
    """A clinic's own trail."""


class PlatformEntryAdmin(Activity, PlatformModelAdmin):
    """What happened to clinics and platform people; what happens inside a clinic is told there."""


platform_site.register(Entry, PlatformEntryAdmin)
