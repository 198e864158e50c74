from django.contrib import admin
from django.contrib.admin import display
from django.db.models import Count, QuerySet
from django.db.models.fields.related import ManyToManyField
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tenants.desk.options import ClinicModelAdmin
from tenants.staff.models import Team, User


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

    @display(description=_("Members"), ordering="size")
    def size(self, team: Team) -> int:
        return team.size
