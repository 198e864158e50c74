from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comms.models.template import Template


class CallRules(models.Model):
    """How a clinic takes calls: one row, made when somebody first says so."""

    is_recorded = models.BooleanField(
        _("record calls"),
        default=False,
        help_text=_(
            "Who calls is told so first; tell it yourself when you call. In most countries both must agree."
        ),
    )
    rings_seconds = models.PositiveSmallIntegerField(_("seconds that a call rings"), default=25)
    text_back = models.ForeignKey(
        Template,
        verbose_name=_("answer to a missed call"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text=_("Sent once as SMS to who called and was not answered."),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("rules for calls")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="call_rules_one_row"),
            models.CheckConstraint(condition=Q(rings_seconds__range=(5, 60)), name="call_rules_rings_5_60"),
        ]

    def __str__(self) -> str:
        return "1"
