from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comms.models.template import Template


class CallRules(models.Model):
    """How a clinic takes calls: one row, made when somebody first says so."""

    is_recorded = models.BooleanField(
        _("record calls"),
        default=False,
        help_text=_("The patient is told so first, whoever calls whom. In most countries both must agree."),
    )
    deletes_recordings = models.BooleanField(
        _("delete recordings at Twilio"),
        default=True,
        help_text=_("Once one is stored here, so that it lies in one place only."),
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
        help_text=_("Sent once to who called and was not answered, by SMS or WhatsApp as the template is for."),
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
