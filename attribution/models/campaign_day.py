from django.db import models
from django.utils.translation import gettext_lazy as _

from attribution.models.campaign import Campaign


class CampaignDay(models.Model):
    """What one campaign brought by enquiries that began on one day, as one way of sharing credit sees it.

    Kept by attribution.services.rollup of Credit rows, so that a report reads days and not leads. Numbers of people
    are in ten-thousandths, as parts of a Credit are; `revenue` is in ten-thousandths of minor units of the clinic's
    currency, and `unrated` holds the same of each currency that has no rate.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="days", db_index=False)
    day = models.DateField(_("day"))
    model = models.CharField(_("credit"), max_length=8)
    leads = models.BigIntegerField(_("leads"))
    qualified = models.BigIntegerField(_("qualified"), default=0)
    accepted = models.BigIntegerField(_("accepted"), default=0)
    revenue = models.BigIntegerField(_("revenue"), default=0)
    unrated = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("day of a campaign")
        verbose_name_plural = _("days of campaigns")
        default_permissions = ()
        permissions = [("view_report", "Can see the report of campaigns")]
        constraints = [
            # The report reads one model and a stretch of days.
            models.UniqueConstraint(fields=["model", "day", "campaign"], name="campaign_day_once"),
        ]
        indexes = [models.Index(fields=["day"], name="campaign_day_by_day")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.day} {self.model}"


class DayToCount(models.Model):
    """A day of enquiries whose numbers are no longer true; `since` is when that was first known."""

    day = models.DateField(unique=True)
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("day to be counted")
        verbose_name_plural = _("days to be counted")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.day}"


class ReportClock(models.Model):
    """One row: when somebody last looked for days to be counted, and when all of them were last counted anew."""

    looked_to = models.DateTimeField()
    all_counted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("clock of the report")
        verbose_name_plural = _("clocks of the report")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.looked_to:%Y-%m-%d %H:%M}"
