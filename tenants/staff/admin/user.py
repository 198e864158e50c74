from typing import Any

from django.contrib import admin
from django.contrib.admin import display
from django.db.models import QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tenants.desk.options import ClinicModelAdmin, ReadOnly
from tenants.staff.admin.filters import RoleFilter, StateFilter, TeamFilter
from tenants.staff.admin.person import person_page, save_person
from tenants.staff.languages import named
from tenants.staff.models import User
from tenants.staff.services.rights import INVITE
from tenants.staff.services.shifts import is_on_shift, zone_of_clinic
from tenants.staff.workload import with_load


@admin.register(User)
class UserAdmin(ReadOnly, ClinicModelAdmin):
    """Who works here, in which role, and who is at work. The page of one person is `person_page`."""

    list_title = _("Staff")
    list_display = ["who", "role_shown", "sees", "speaks", "shift_shown", "load", "seen"]
    list_filter = [RoleFilter, StateFilter, TeamFilter]
    search_fields = ["full_name", "email"]
    search_help_text = _("Name or mail")
    change_list_template = "admin/staff/people.html"
    change_form_template = "admin/staff/person.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people = super().get_queryset(request).annotate(clinics_zone=Value(zone_of_clinic()))
        return with_load(people, request.user).prefetch_related("groups", "hours")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> list:
        """Not Django's form: the page shows what `person_page` says, and `save_person` takes what it sends."""
        return []

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may_invite = request.user.has_perm(INVITE) and not request.user.is_visitor
        return super().changelist_view(request, {"may_invite": may_invite, **(extra_context or {})})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().change_view(request, object_id, *args, **kwargs)
        person = self.get_object(request, object_id)
        if person is None:
            return self._get_obj_does_not_exist_redirect(request)
        return save_person(request, person, surroundings=self.admin_site.each_context(request))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: User | None = None, **kwargs: Any
    ) -> HttpResponse:
        context |= person_page(obj, reader=request.user)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @display(description=_("Person"), ordering="full_name")
    def who(self, person: User) -> SafeString:
        return render_to_string("staff/cells/who.html", {"person": person})

    @display(description=_("Role"))
    def role_shown(self, person: User) -> SafeString:
        return render_to_string("staff/cells/role.html", {"person": person})

    @display(description=_("Sees"), ordering="data_scope")
    def sees(self, person: User) -> str:
        return person.get_data_scope_display()

    @display(description=_("Speaks"))
    def speaks(self, person: User) -> str:
        return ", ".join(named(person.languages))

    @display(description=_("On shift"))
    def shift_shown(self, person: User) -> SafeString:
        on = is_on_shift(person, timezone.now(), clinics_zone=person.clinics_zone)
        return render_to_string("staff/cells/shift.html", {"person": person, "on": on})

    @display(description=_("Open leads"), ordering="load")
    def load(self, person: User) -> str:
        return f"{person.load} / {person.capacity}" if person.capacity is not None else str(person.load)

    @display(description=_("Last login"), ordering="last_login")
    def seen(self, person: User) -> SafeString:
        return render_to_string("staff/cells/seen.html", {"person": person})
