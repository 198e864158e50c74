from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comms.sequences.models.sequence import Sequence
from comms.sequences.models.version import Step
from comms.sequences.querysets import OfSequenceQuerySet
from leads.models import Lead, Stage, Tag
from leads.models.of_staff import of_staff


class Rule(models.Model):
    """Who begins a sequence by itself: whoever comes into a stage (F:C24), from a source, or gets a tag.

    `wait` lies before the first step's own. `only_there`: whoever leaves the stage again leaves the sequence, too.
    Once for a lead's enquiry, however often they come by (H:S13). One that was removed stays for whom it took in.
    """

    class Trigger(models.TextChoices):
        STAGE = "stage", _("They come into a stage")
        SOURCE = "source", _("They arrive from a source")
        TAG = "tag", _("They get a tag")

    sequence = models.ForeignKey(Sequence, on_delete=models.CASCADE, related_name="rules")
    trigger = models.CharField(_("when"), max_length=6, choices=Trigger)
    stage = models.ForeignKey(
        Stage, verbose_name=_("stage"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    source = models.CharField(_("source"), max_length=10, choices=Lead.Source, blank=True)
    tag = models.ForeignKey(
        Tag, verbose_name=_("tag"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    wait = models.PositiveSmallIntegerField(_("after"), default=0)
    unit = models.CharField(_("unit"), max_length=7, choices=Step.Unit, default=Step.Unit.HOURS)
    only_there = models.BooleanField(_("only while they are in this stage"), default=True)
    is_on = models.BooleanField(_("on"), default=True)
    made_by = of_staff(_("by"))
    made_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    objects = OfSequenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(trigger="stage", stage__isnull=False, source="", tag=None)
                | Q(trigger="source", stage=None, tag=None) & ~Q(source="")
                | Q(trigger="tag", stage=None, source="", tag__isnull=False),
                name="rule_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trigger} -> {self.sequence_id}"
