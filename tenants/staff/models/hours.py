from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeOperators
from django.db import models
from django.db.models import BigIntegerField, F, Func, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

DAY = 24 * 60  # minutes
# All stretches of all people on one line, so that a plain range index tells who overlaps: no extension is needed.
_ITS_DAY = Cast(F("person"), BigIntegerField()) * (7 * DAY) + F("weekday") * DAY
STRETCH = Func(
    _ITS_DAY + F("starts"), _ITS_DAY + F("ends"), function="int8range", output_field=BigIntegerRangeField()
)


class WeeklyHours(models.Model):
    """One stretch of work on one day of each week, in minutes of that day in the person's own time zone.

    480 to 1020 is from 08:00 to 17:00. Work over midnight is two rows: one that ends at 1440, one that starts at 0.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    starts = models.PositiveSmallIntegerField(_("from"))
    ends = models.PositiveSmallIntegerField(_("to"))

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        ordering = ["person", "weekday", "starts"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_on_a_day_of_the_week"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends"), ends__lte=DAY), name="hours_within_a_day"),
            ExclusionConstraint(
                name="hours_do_not_overlap",
                expressions=[(STRETCH, RangeOperators.OVERLAPS)],
                violation_error_message=_("Two stretches of one day overlap."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {clock(self.starts)}-{clock(self.ends)}"


def clock(minute: int) -> str:
    """A minute of the day as a clock shows it; the end of the day is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"
