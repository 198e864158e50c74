import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tenants.models.clinic import Clinic

LONGEST = timedelta(minutes=60)


class VisitQuerySet(models.QuerySet["Visit"]):
    """Questions about who of the platform is or was in a clinic."""

    def running(self, now: datetime) -> Self:
        """Nobody ended it and its time is not over, whether its door was used or not."""
        return self.filter(ended_at=None, ends_at__gt=now)

    def under_way(self, now: datetime) -> Self:
        """Of these, those whose visitor is inside."""
        return self.running(now).filter(entered_at__isnull=False)

    def run_out(self, now: datetime) -> Self:
        """Its time is over and nobody wrote that down yet."""
        return self.filter(ended_at=None, ends_at__lte=now)


class Visit(models.Model):
    """Somebody of the platform goes into a clinic: why, as what, for how long (H:T16). The clinic sees this row.

    Who is written down as text: accounts of the platform and of a clinic lie in tables that cannot point here.
    """

    class Role(models.TextChoices):
        READ_ONLY = "Read-only", _("Look only")
        ADMIN = "Admin", _("Work as an Admin")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="visits")
    opened_by = models.EmailField(_("by"), max_length=254)
    opened_by_name = models.CharField(max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    role = models.CharField(_("as"), max_length=10, choices=Role, default=Role.READ_ONLY)
    opened_at = models.DateTimeField(_("opened"))
    ends_at = models.DateTimeField(_("until"))
    entered_at = models.DateTimeField(null=True, help_text="When its door was used, which works once.")
    visitor_pk = models.BigIntegerField(null=True, help_text="The account in the clinic that was made for it.")
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.CharField(max_length=254, blank=True, help_text="Empty: its time was over.")

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-opened_at"]
        indexes = [
            models.Index(fields=["clinic", "-opened_at"], name="visit_of_clinic"),
            models.Index(fields=["ends_at"], condition=Q(ended_at=None), name="visit_running"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("opened_at"), ends_at__lte=F("opened_at") + LONGEST),
                name="visit_60_minutes_at_most",
            ),
            models.CheckConstraint(condition=Q(reason__regex=r"\S.{8,}\S"), name="visit_has_a_reason"),
            models.CheckConstraint(condition=Q(role__in=["Read-only", "Admin"]), name="visit_role"),
            models.CheckConstraint(
                condition=Q(entered_at=None, visitor_pk=None)
                | Q(entered_at__isnull=False, visitor_pk__isnull=False),
                name="visit_entered_has_an_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clinic}, {self.opened_at:%Y-%m-%d %H:%M}"

    @property
    def visitor(self) -> str:
        """Who it was, as the clinic reads it."""
        return self.opened_by_name or self.opened_by

    def is_running(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.ends_at
