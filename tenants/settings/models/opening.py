from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, IntegerField, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from tenants.staff.models.hours import DAY, WeeklyHours, clock

_BEGINNING = Cast(F("weekday"), IntegerField()) * DAY
_STRETCH = Func(
    _BEGINNING + F("starts"), _BEGINNING + F("ends"), function="int4range", output_field=IntegerRangeField()
)


class OpeningHours(models.Model):
    """One stretch in which the clinic answers, on one day of each week, in minutes of that day in its own zone.

    Over midnight it is two rows, as tenants.staff.WeeklyHours. No row at all is always open.
    """

    weekday = models.PositiveSmallIntegerField(_("day"), choices=WeeklyHours.Weekday)
    starts = models.PositiveSmallIntegerField(_("from"))
    ends = models.PositiveSmallIntegerField(_("to"))

    class Meta:
        verbose_name = verbose_name_plural = _("opening hours")
        ordering = ["weekday", "starts"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="opening_on_a_day_of_the_week"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends"), ends__lte=DAY), name="opening_within_a_day"),
            ExclusionConstraint(
                name="opening_does_not_overlap",
                expressions=[(_STRETCH, RangeOperators.OVERLAPS)],
                violation_error_message=_("Two stretches of one day overlap."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {clock(self.starts)}-{clock(self.ends)}"


class Holiday(models.Model):
    """A day on which the clinic is closed, in its own zone."""

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["day"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Closure(models.Model):
    """A pause within the opening hours: nobody answers, and no clock runs."""

    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    why = models.CharField(_("why"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ["starts_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="closure_ends_after_it_starts",
                violation_error_message=_("A pause ends after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.why}".strip()
