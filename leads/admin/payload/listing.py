"""Everything that arrived, whatever became of it (F:L21)."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import display
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from crm.lib.row_ids import row_id
from leads.admin.payload.bodies import body_of
from leads.admin.payload.filters import KeyFilter
from leads.admin.triage.facts import facts
from leads.admin.triage.reasons import REASONS
from leads.models import Lead, LeadPayload
from leads.services.doubts import in_words
from leads.services.many import CHANGE
from leads.services.reading import name_in
from leads.services.replay import can_be_read_again
from tenants.desk.days import DaysFilter
from tenants.desk.options import ClinicModelAdmin, ReadOnly
from tenants.keys.models import ApiKey


def _cell(name: str, payload: LeadPayload) -> SafeString:
    return render_to_string(f"leads/payload/{name}.html", {"payload": payload, "name": name_of(payload)})


def name_of(payload: LeadPayload) -> str:
    return " ".join(name_in(payload.fields)).strip()


@admin.register(LeadPayload)
class LeadPayloadAdmin(ReadOnly, ClinicModelAdmin):
    """Looked at and read again, changed nowhere."""

    list_title = _("Arrivals")
    list_display = ["who", "result_badge", "key", "when"]
    list_filter = [("result", ChoicesDropdownFilter), KeyFilter, ("received_at", DaysFilter)]
    search_fields = ["submission"]  # only switches the box on: the question is a whole number
    search_help_text = _("Number of an arrival")
    sortable_by = ()
    empty_template = "leads/payload/empty.html"
    change_form_template = "admin/leads/leadpayload/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[LeadPayload]:
        key = ApiKey.objects.visible_to(request.user).filter(pk=OuterRef("key_id"))
        named = {"key_name": Subquery(key.values("name")), "key_route": Subquery(key.values("route"))}
        return super().get_queryset(request).select_related("lead").defer("body").annotate(**named)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[LeadPayload], search_term: str
    ) -> tuple[QuerySet[LeadPayload], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        submission = row_id(term)
        return (queryset.filter(submission=submission) if submission else queryset.none()), False

    def palette_line(self, row: LeadPayload) -> str:
        return name_of(row)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        """Not Django's form: the page shows what `render_change_form` says."""
        return []

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,
        obj: LeadPayload | None = None,
        **kwargs: Any,
    ) -> HttpResponse:
        visible = Lead.objects.visible_to(request.user)
        context |= {
            "payload": obj,
            "name": name_of(obj),
            "body": body_of(obj),
            "facts": list(facts(obj)),
            "reasons": in_words(obj.reason),
            "held": REASONS.get(obj.held_for),
            "lead": visible.filter(pk=obj.lead_id).first() if obj.lead_id else None,
            "may_decide": request.user.has_perm(CHANGE),
            "may_replay": request.user.has_perm(CHANGE) and can_be_read_again(obj),
        }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @display(description=_("Who"))
    def who(self, payload: LeadPayload) -> SafeString:
        return _cell("who", payload)

    @display(description=_("What became of it"))
    def result_badge(self, payload: LeadPayload) -> SafeString:
        return _cell("result", payload)

    @display(description=_("Key"))
    def key(self, payload: LeadPayload) -> SafeString:
        return _cell("key", payload)

    @display(description=_("Arrived"))
    def when(self, payload: LeadPayload) -> SafeString:
        return _cell("when", payload)
