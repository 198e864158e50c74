from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from attribution.conversions.services.names import LONGEST, default_stage_names


class ConversionRules(models.Model):
    """What a clinic tells ad platforms, and by which names: one row, made when somebody first says so.

    The names are neutral: conversions.services.names refuses one that tells of a treatment or of health.
    """

    class Tells(models.TextChoices):
        ACCEPTED = "accepted", _("That somebody accepted")
        COMPLETED = "completed", _("That somebody completed the treatment")
        HIGHER = "higher", _("The later of the two, once for each patient")

    tells = models.CharField(
        _("what a file says"),
        max_length=9,
        choices=Tells,
        default=Tells.ACCEPTED,
        help_text=_("Google drops a second conversion with the same order ID, so a patient is told of once."),
    )
    accepted_name = models.CharField(
        _("name for accepted"),
        max_length=LONGEST,
        default="Accepted Plan",
        help_text=_("Exactly as the conversion action is called in Google Ads. No treatment, nothing of health."),
    )
    completed_name = models.CharField(_("name for completed"), max_length=LONGEST, default="Completed Plan")
    stage_names = models.JSONField(
        _("names of stages"), default=default_stage_names, blank=True, help_text='{"qualified": "Qualified"}'
    )
    with_orders = models.BooleanField(
        _("order IDs in files for Google"),
        default=False,
        help_text=_("One column more. Google needs it to find a conversion again when its amount changes."),
    )
    fetch_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the secret of the address.")
    fetch_made_at = models.DateTimeField(_("address made"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("rules for conversions")
        default_permissions = ("change",)
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="conversion_rules_one_row"),
            models.CheckConstraint(
                condition=~Q(accepted_name="") & ~Q(completed_name=""), name="conversion_rules_named"
            ),
            models.CheckConstraint(
                condition=Q(tells__in=["accepted", "completed", "higher"]), name="conversion_rules_tells_known"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Rules for conversions"))
