from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.colour import Colour
from leads.querysets import ClinicRowsQuerySet


class Semantic(models.TextChoices):
    """What a stage means, whatever the clinic calls it; reports and rules speak these (F:0.2)."""

    NEW = "new", _("New")
    ASSIGNED = "assigned", _("Assigned")
    CONTACTED = "contacted", _("Contacted")
    REPLIED = "replied", _("Replied")
    CALLBACK = "callback", _("Callback")
    QUALIFIED = "qualified", _("Qualified")
    PROPOSAL = "proposal", _("Quote sent")
    NEGOTIATION = "negotiation", _("Negotiation")
    ACCEPTED = "accepted", _("Accepted")
    TRAVELLING = "travelling", _("Travelling")
    COMPLETED = "completed", _("Completed")
    LOST = "lost", _("Lost")
    CLOSED = "closed", _("Closed")


WON = (Semantic.ACCEPTED, Semantic.TRAVELLING, Semantic.COMPLETED)
DONE = (Semantic.COMPLETED, Semantic.LOST, Semantic.CLOSED)  # the ends of a journey


class Stage(models.Model):
    """A step of the clinic's own journey from enquiry to treatment."""

    name = models.CharField(_("name"), max_length=60)
    names = models.JSONField(_("names by language"), default=dict, blank=True, help_text='{"it": "Nuovo"}')
    semantic = models.CharField(_("meaning"), max_length=12, choices=Semantic)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour, default=Colour.GREY)
    position = models.PositiveSmallIntegerField(_("position"))
    sla_minutes = models.PositiveIntegerField(
        _("time to act"),
        null=True,
        blank=True,
        help_text="Business minutes until an answer, or a next step, is late.",
    )
    probability = models.PositiveSmallIntegerField(
        _("chance to accept"), default=0, help_text=_("Percent of those here who accept in the end.")
    )

    objects = ClinicRowsQuerySet.as_manager()

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["name"], name="stage_name_once"),
            models.CheckConstraint(
                condition=models.Q(probability__lte=100),
                name="stage_probability_0_100",
                violation_error_message=_("A chance lies between 0 and 100 percent."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
