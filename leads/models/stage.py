from django.db import models
from django.utils.translation import gettext_lazy as _


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


class Stage(models.Model):
    """A step of the clinic's own journey from enquiry to treatment."""

    name = models.CharField(max_length=60)
    semantic = models.CharField(max_length=12, choices=Semantic)
    position = models.PositiveSmallIntegerField()
    sla_minutes = models.PositiveIntegerField(null=True, blank=True, help_text="Minutes until an answer is late.")

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["name"], name="stage_name_once")]

    def __str__(self) -> str:
        return self.name
