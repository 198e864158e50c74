from typing import TYPE_CHECKING, Self

from django.db import models

from leads.models import Lead

if TYPE_CHECKING:
    from tenants.staff.models import User


class TouchpointQuerySet(models.QuerySet["Touchpoint"]):
    """Questions about what brought people; chainable, no side effects."""

    def visible_to(self, user: "User") -> Self:
        """Of the leads this person sees."""
        if not user.is_active or not user.has_perm("attribution.view_touchpoint"):
            return self.none()
        return self.filter(lead__in=Lead.objects.visible_to(user).values("pk"))


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """The clinic's own tree; it names nobody."""

    def visible_to(self, user: "User") -> Self:
        """All of it, for whoever may see where leads came from."""
        return self if user.is_active and user.has_perm("attribution.view_touchpoint") else self.none()

    def shown(self) -> Self:
        """Those that are a place of their own."""
        return self.filter(is_merged=False)


class RuleQuerySet(models.QuerySet["SourceRule"]):
    """What belongs where, as the clinic says."""

    def visible_to(self, user: "User") -> Self:
        """All of them, for whoever may see where leads came from."""
        return self if user.is_active and user.has_perm("attribution.view_touchpoint") else self.none()


class CreditQuerySet(models.QuerySet["Credit"]):
    """Shares of enquiries; chainable, no side effects."""

    def visible_to(self, user: "User") -> Self:
        """Of the leads this person sees."""
        if not user.is_active or not user.has_perm("attribution.view_touchpoint"):
            return self.none()
        return self.filter(lead__in=Lead.objects.visible_to(user).values("pk"))


class CostQuerySet(models.QuerySet):
    """What campaigns cost, and rates: of the whole clinic."""

    def visible_to(self, user: "User") -> Self:
        return self if user.is_active and user.has_perm("attribution.view_spend") else self.none()
