from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LeadRules(models.Model):
    """How a clinic works its leads: one row, made with the clinic, each with the numbers of F:0.1 and F 2b."""

    hot_days = models.PositiveSmallIntegerField(
        _("days until hot cools to warm"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text=_("Without contact."),
    )
    warm_days = models.PositiveSmallIntegerField(
        _("days until warm cools to cold"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("Without contact."),
    )
    most_attempts = models.PositiveSmallIntegerField(
        _("attempts until a lead is lost"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("Without reaching them. The lead goes to Lost by itself."),
    )
    again_hours = models.JSONField(
        _("hours until the next attempt"),
        default=list,
        blank=True,
        help_text="[4, 24]: after the first, the second.",
    )
    texts_count = models.BooleanField(
        _("a message counts as an attempt"),
        default=False,
        help_text=_("For clinics that write first and call later."),
    )
    patient_fields = models.JSONField(
        _("what a patient is made of"), default=dict, blank=True, help_text='{"remarks": "interest"}'
    )

    class Meta:
        verbose_name = verbose_name_plural = _("rules for leads")
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="lead_rules_one_row"),
            models.CheckConstraint(
                condition=Q(hot_days__gte=1, warm_days__gte=1, most_attempts__gte=1), name="lead_rules_from_1"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Rules for leads"))
