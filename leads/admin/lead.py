from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leads.actions import shown_to
from leads.admin.bulk import run_action
from leads.admin.columns import COLUMNS, columns
from leads.admin.listing import LeadList, LeadPages
from leads.admin.page import lead_page
from leads.admin.reading import read_moment
from leads.admin.saved_views import tabs
from leads.admin.saving import save_lead
from leads.models import Lead
from leads.services.bulk import MOST_AT_ALL
from leads.services.many import CHANGE
from leads.services.merging_leads import lead_behind
from tenants.desk.options import ClinicModelAdmin, ReadOnly


@admin.register(Lead)
class LeadAdmin(ReadOnly, ClinicModelAdmin):
    """The agent's list, whoever wrote last first, and the page of one person."""

    list_title = _("Leads")
    list_display = COLUMNS
    paginator = LeadPages
    search_fields = ["identities__value"]  # only switches the box on: the question is LeadQuerySet.matching
    search_help_text = _("Name, mail, or any part of a phone number")
    empty_template = "leads/empty.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lead]:
        rows = super().get_queryset(request)
        rows = rows.select_related("stage", "assigned_to", "treatment", "partner", "heat")
        wanted = rows.prefetch_related("identities")
        return wanted.defer("treatment__aliases")

    def get_list_display(self, request: HttpRequest) -> list:
        return columns()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[LeadList]:
        return LeadList

    def palette_line(self, row: Lead) -> str:
        """The first way to reach them, unless they are called by it."""
        contact = next(iter(row.identities.all()), None)
        return contact.shown if contact and contact.shown != row.full_name else ""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Lead], search_term: str
    ) -> tuple[QuerySet[Lead], bool]:
        return queryset.matching(search_term), False

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list:
        """Not Django's form: the page shows what `lead_page` says, and `save_lead` takes what it sends."""
        return []

    def get_actions(self, request: HttpRequest) -> dict[str, tuple]:
        """Those of the registry that this person's role allows; a popup chooses and does nothing."""
        allowed = [] if "_popup" in request.GET else shown_to(request.user)
        return {one.name: (run_action, one.name, one.title) for one in allowed}

    def response_action(self, request: HttpRequest, queryset: QuerySet[Lead]) -> HttpResponse:
        """The chosen ids as they were sent, or those of the whole list as it is filtered."""
        if request.POST.get("select_across") == "1":
            found = queryset.order_by().values_list("pk", flat=True)[: MOST_AT_ALL + 1]
            return run_action(request, map(str, found), is_all=True)
        return run_action(request, request.POST.getlist("_selected_action"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        asked = self.get_actions(request)
        offered = [one for one in shown_to(request.user) if one.name in asked]
        allowed = [(one, one.choices(request.user) if one.choices else []) for one in offered]
        request.lead_choices = {one.name: choices for one, choices in allowed}
        shown = {"bulk_actions": allowed, "tabs": tabs(request), "may_write_down": request.user.has_perm(CHANGE)}
        return super().changelist_view(request, shown | (extra_context or {}))

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().change_view(request, object_id, *args, **kwargs)
        lead = self.get_object(request, unquote(object_id))
        if lead is None:
            return self._get_obj_does_not_exist_redirect(request)
        if onward := _merged_into(request, lead):
            return onward
        return save_lead(request, lead, surroundings=self.admin_site.each_context(request))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Lead | None = None, **kwargs: Any
    ) -> HttpResponse:
        if onward := _merged_into(request, obj):
            return onward
        shown = {"show": request.GET.get("show", ""), "before": read_moment(request.GET.get("before", ""))}
        context |= lead_page(obj, reader=request.user, now=timezone.now(), **shown)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def _merged_into(request: HttpRequest, lead: Lead) -> HttpResponse | None:
    """On to whom the lead turned out to be, as far as this person may see them."""
    into = lead_behind(Lead.objects.visible_to(request.user), lead.pk) if lead.merged_into_id else None
    return redirect("admin:leads_lead_change", into.pk) if into and into != lead else None
