from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import display
from django.db.models import Count, QuerySet
from django.db.models.fields.related import ManyToManyField
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import NotAllowed
from tenants.desk.options import ClinicModelAdmin
from tenants.staff.models import Team, User
from tenants.staff.services.teams import set_members


@admin.register(Team)
class TeamAdmin(ClinicModelAdmin):
    """Who shares their leads with whom."""

    list_title = _("Teams")
    list_display = ["name", "size"]
    fields = ["name", "members"]
    search_fields = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        return super().get_queryset(request).annotate(size=Count("members"))

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: object) -> object:
        kwargs |= {"queryset": User.objects.active().visible_to(request.user), "widget": CheckboxSelectMultiple()}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The service decides who comes and goes; Django's own way would drop whoever is not offered."""
        set_members(form.instance, form.cleaned_data["members"], by=request.user)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except NotAllowed as refused:
            messages.error(request, refused.detail)
            return redirect(request.path)

    @display(description=_("Members"), ordering="size")
    def size(self, team: Team) -> int:
        return team.size
