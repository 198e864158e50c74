from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.models.treatment import Treatment


class LossReason(models.TextChoices):
    """Why somebody did not come (F 2b); asked whenever a lead is lost."""

    PRICE = "price", _("Price")
    ELSEWHERE = "elsewhere", _("Went elsewhere")
    NO_TRAVEL = "no_travel", _("Cannot travel")
    FEAR = "fear", _("Fear")
    NOT_OFFERED = "not_offered", _("Treatment not offered")
    UNSUITABLE = "unsuitable", _("Not suitable medically")
    INVALID = "invalid", _("Invalid number")
    NO_CONTACT = "no_contact", _("No contact after all attempts")
    DUPLICATE = "duplicate", _("Duplicate")
    SPAM = "spam", _("Spam")
    AT_HOME = "at_home", _("Insurer or dentist at home")
    PARTNER = "partner", _("Their partner said no")


class Enquiry(models.Model):
    """One journey of a person, from asking to done or lost; whoever comes back begins the next (HOUSE 17).

    Conversions are counted once for each (lead, kind, enquiry).
    """

    # The unique pair below is the index by lead.
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="enquiries", db_index=False)
    number = models.PositiveSmallIntegerField(_("number"))
    began_at = models.DateTimeField(_("began"))
    treatment = models.ForeignKey(
        Treatment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    interest = models.CharField(_("asked for"), max_length=200, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    amount = models.PositiveBigIntegerField(_("amount"), null=True, blank=True, help_text="In minor units.")
    currency = models.CharField(_("currency"), max_length=3, blank=True, help_text="ISO 4217.")
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, help_text=_("Lost, closed or completed."))
    is_won = models.BooleanField(_("won"), null=True, blank=True, help_text=_("Asked when an enquiry is closed."))
    lost_reason = models.CharField(_("why it was lost"), max_length=12, blank=True, choices=LossReason)
    lost_note = models.CharField(_("in a few words"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["lead", "number"], name="enquiry_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="enquiry_number_from_1"),
            models.CheckConstraint(
                condition=models.Q(amount=None, currency="")
                | models.Q(amount__isnull=False, currency__regex="^[A-Z]{3}$"),
                name="enquiry_amount_has_currency",
            ),
        ]
        indexes = [
            # few enquiries have come so far; the board sums these
            models.Index(fields=["lead"], condition=models.Q(amount__isnull=False), name="enquiry_amounts"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}/{self.number}"
