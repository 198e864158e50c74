from typing import Any

from django.contrib.admin import display
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from crm.lib.phone import spaced
from tenants.desk.options import PlatformModelAdmin, ReadOnly
from tenants.desk.sites import platform_site
from tenants.models import Clinic, Registration
from tenants.services import hosts
from tenants.services.registering.alike import alike, domain_for
from tenants.services.registering.welcoming import has_come_in
from tenants.settings.countries import country_choices

_State, _Step = Registration.State, Registration.Step


class RegistrationAdmin(ReadOnly, PlatformModelAdmin):
    """Who asks for a clinic. Pages of their own approve, decline and try again (F:I18)."""

    list_title = _("Requests for clinics")
    list_display = ["which", "owner", "state_shown", "when"]
    list_display_links = None
    fields = readonly_fields = ["clinic_name", "slug", "owner_name", "email", "state", "asked_at"]
    list_filter = [("state", ChoicesDropdownFilter)]
    search_fields = ["clinic_name", "slug", "owner_name", "email"]
    search_help_text = _("Clinic, workspace, name or mail")
    empty_template = "tenants/no_registrations.html"
    change_list_template = "admin/tenants/registrations.html"
    change_form_template = "admin/tenants/registration.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"tabs": _tabs(request), **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        asked = self.get_object(request, object_id)
        more = _page(asked) if asked else {}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def palette_line(self, row: Registration) -> str:
        return row.slug

    @display(description=_("Clinic"), ordering="clinic_name")
    def which(self, asked: Registration) -> SafeString:
        return _cell("registration_which", asked)

    @display(description=_("Who asks"), ordering="owner_name")
    def owner(self, asked: Registration) -> SafeString:
        return _cell("registration_owner", asked)

    @display(description=_("State"), ordering="state")
    def state_shown(self, asked: Registration) -> SafeString:
        return _cell("registration_state", asked)

    @display(description=_("Asked"), ordering="asked_at")
    def when(self, asked: Registration) -> SafeString:
        return _cell("registration_when", asked)


def _cell(name: str, asked: Registration) -> SafeString:
    return render_to_string(f"tenants/cells/{name}.html", {"asked": asked})


def _tabs(request: HttpRequest) -> list[tuple[str, Any, int, bool]]:
    """(value, words, how many, chosen) of each state, and of all."""
    counted = dict(Registration.objects.order_by().values_list("state").annotate(n=Count("pk")))
    chosen = request.GET.get("state__exact", "")
    every = [("", _("All"), sum(counted.values()), not chosen)]
    return every + [(value, words, counted.get(value, 0), value == chosen) for value, words in _State.choices]


def _page(asked: Registration) -> dict[str, Any]:
    is_open = asked.state == _State.ACTIVE and asked.clinic is not None
    return {
        "asked": asked,
        "phone": spaced(asked.phone),
        "country": dict(country_choices()).get(asked.country, asked.country),
        "domain": domain_for(asked.slug),
        "alike": alike(asked),
        "steps": _steps(asked),
        "is_building": asked.state in {_State.APPROVED, _State.BUILDING},
        "is_decided": asked.state != _State.REQUESTED,
        "error": gettext(asked.error) if asked.error else "",
        "address": hosts.address_of(asked.clinic) if is_open else "",
        "waits_for_owner": is_open and _still_waits(asked),
    }


def _still_waits(asked: Registration) -> bool:
    """Whether an invitation may be sent again: the clinic answers, and its owner has not come in yet."""
    answers = asked.clinic.state in {Clinic.State.ACTIVE, Clinic.State.SUSPENDED}
    return answers and not has_come_in(asked)


def _steps(asked: Registration) -> list[tuple[Any, str]]:
    """(words, done or now or later), in the order in which they are done."""
    order = list(_Step.values)
    done = order.index(asked.step) if asked.step else -1
    now = done + 1 if asked.state in {_State.BUILDING, _State.FAILED} else -1
    how = ("done" if at <= done else "now" if at == now else "later" for at in range(len(order)))
    return list(zip(_Step.labels, how, strict=True))


platform_site.register(Registration, RegistrationAdmin)
