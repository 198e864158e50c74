from typing import TYPE_CHECKING, Self

from django.db import models

from tenants.staff.roles import ADMIN

if TYPE_CHECKING:
    from tenants.staff.models import User


class UserQuerySet(models.QuerySet["User"]):
    """Questions about the people who work here."""

    def visible_to(self, user: "User") -> Self:
        """All of them for whoever may look at staff, else the person alone."""
        if not user.is_active:
            return self.none()
        return self if user.has_perm("staff.view_user") else self.filter(pk=user.pk)

    def active(self) -> Self:
        """Colleagues with an open account; guests of the platform are none."""
        return self.filter(is_active=True, is_visitor=False)

    def admins(self) -> Self:
        """Colleagues who run the clinic."""
        return self.active().filter(groups__name=ADMIN)

    def team_mates_of(self, user: "User") -> Self:
        """The person, and everybody in one of their teams."""
        through = self.model.teams.through.objects
        mine = through.filter(user_id=user.pk).values("team_id")
        return self.filter(models.Q(pk=user.pk) | models.Q(pk__in=through.filter(team__in=mine).values("user_id")))


class TeamQuerySet(models.QuerySet):
    """Questions about teams."""

    def visible_to(self, user: "User") -> Self:
        """All of them for whoever may look at teams."""
        return self if user.is_active and user.has_perm("staff.view_team") else self.none()
