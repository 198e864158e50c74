from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import display
from django.db.models import Count, Q, QuerySet
from django.db.models import Field as Column
from django.forms import CheckboxSelectMultiple, Field, TextInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import NotAllowed
from tenants.desk.options import ClinicModelAdmin
from tenants.staff.admin.team_form import TeamForm
from tenants.staff.models import Team, User
from tenants.staff.services.teams import delete_team, set_members

OPEN = Q(members__is_active=True, members__is_visitor=False)  # whom the page of the team shows: UserQuerySet.active


@admin.register(Team)
class TeamAdmin(ClinicModelAdmin):
    """Who shares their leads with whom."""

    list_title = _("Teams")
    list_display = ["name", "size"]
    form = TeamForm
    fields = ["name", "members"]
    search_fields = ["name"]
    search_help_text = _("Name of a team")
    empty_template = "staff/no_teams.html"
    change_list_template = "admin/staff/teams.html"
    change_form_template = "admin/staff/team.html"
    delete_confirmation_template = "admin/staff/team_delete.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        return super().get_queryset(request).annotate(size=Count("members", filter=OPEN))

    def formfield_for_dbfield(self, db_field: Column, request: HttpRequest, **kwargs: Any) -> Field | None:
        """As on the other pages of the desk, without unfold's frames and Django's "add another" beside them."""
        if db_field.name == "members":
            people = User.objects.active().visible_to(request.user)
            return db_field.formfield(queryset=people, widget=CheckboxSelectMultiple())
        return db_field.formfield(widget=TextInput(attrs={"class": "bw-input", "dir": "auto"}))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Team | None = None, **kwargs: Any
    ) -> HttpResponse:
        context |= {"people": obj.members.active() if obj else []}
        page = super().render_change_form(request, context, *args, obj=obj, **kwargs)
        if context["errors"]:
            page.status_code = 409 if context["adminform"].form.conflict else 422
        return page

    def response_add(self, request: HttpRequest, obj: Team, post_url_continue: str | None = None) -> HttpResponse:
        return self._done(request, _("Saved."))

    def response_change(self, request: HttpRequest, obj: Team) -> HttpResponse:
        return self._done(request, _("Saved."))

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        return self._done(request, _("%(team)s is no team any more. Its people stay.") % {"team": obj_display})

    def _done(self, request: HttpRequest, said: str) -> HttpResponse:
        messages.success(request, said)
        return redirect("admin:staff_team_changelist")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The service decides who comes and goes; Django's own way would drop whoever is not offered."""
        set_members(form.instance, form.cleaned_data["members"], by=request.user)

    def delete_model(self, request: HttpRequest, obj: Team) -> None:
        delete_team(obj, by=request.user)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except NotAllowed as refused:
            return self._refused(request, refused)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().delete_view(request, *args, **kwargs)
        except NotAllowed as refused:
            return self._refused(request, refused)

    def _refused(self, request: HttpRequest, refused: NotAllowed) -> HttpResponse:
        return render(request, "refused.html", {"detail": refused.detail}, status=refused.status)

    @display(description=_("Members"), ordering="size")
    def size(self, team: Team) -> int:
        return team.size
