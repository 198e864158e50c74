from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from attribution.channels import CHANNELS
from attribution.querysets import CampaignQuerySet


class Campaign(models.Model):
    """A place in the clinic's tree of what brings people: a channel, a campaign in it, an ad set, an ad.

    Touches find their place by where it was found (`found_under`, `found_by`) or by the number that the
    advertiser's side gave it (`network`, `external_id`). Both stay as they are however the clinic renames or moves
    it, so that the next touch comes to the same place. One that was merged lies under the one it became part of and
    is shown no more: its touches and its spend stay its own and count there, so nothing has to be counted anew.
    """

    class Level(models.TextChoices):
        CHANNEL = "channel", _("Channel")
        CAMPAIGN = "campaign", _("Campaign")
        ADSET = "adset", _("Ad set")
        AD = "ad", _("Ad")

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    level = models.CharField(_("level"), max_length=8, choices=Level)
    name = models.CharField(
        _("name"), max_length=200, blank=True, help_text=_("Empty for a channel that has the product's own name.")
    )
    found_under = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    found_by = models.CharField(max_length=200, blank=True, help_text="Folded: as the touches call it.")
    network = models.CharField(max_length=12, blank=True)
    external_id = models.CharField(max_length=40, blank=True)
    is_archived = models.BooleanField(_("archived"), default=False)
    is_merged = models.BooleanField(_("part of the one above it"), default=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["found_under", "found_by"],
                condition=~Q(found_by=""),
                nulls_distinct=False,
                name="campaign_found_once",
            ),
            models.UniqueConstraint(
                fields=["network", "external_id"], condition=~Q(external_id=""), name="campaign_external_once"
            ),
            models.CheckConstraint(
                condition=Q(level="channel") | Q(parent__isnull=False), name="campaign_under_a_channel"
            ),
            models.CheckConstraint(
                condition=~Q(name="") | (Q(level="channel") & ~Q(found_by="")), name="campaign_is_called_something"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Its name; of a channel that nobody renamed the product's, in the reader's language."""
        return self.name or str(CHANNELS.get(self.found_by, self.found_by))
