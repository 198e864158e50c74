from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from leads.models.colour import Colour
from leads.models.lead import Lead
from leads.querysets import ClinicRowsQuerySet, OfLeadQuerySet


class Tag(models.Model):
    """A word of the clinic's own for many leads (F:L5). Upper and lower case are one tag."""

    name = models.CharField(_("name"), max_length=40)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour, default=Colour.GREY)

    objects = ClinicRowsQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="tag_name_once", violation_error_message=_("Another tag has this name.")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LeadTag(models.Model):
    """A tag on a lead: since when, and by whom."""

    # The unique pair below is the index by lead.
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="lead_tags", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="lead_tags", db_index=False)
    at = models.DateTimeField(_("since"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag of a lead")
        verbose_name_plural = _("tags of leads")
        ordering = ["tag__name"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["lead", "tag"], name="lead_tag_once")]
        indexes = [models.Index(fields=["tag", "lead"], name="lead_tag_leads")]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.tag_id}"
