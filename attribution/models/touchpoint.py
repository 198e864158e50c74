from django.db import models
from django.utils.translation import gettext_lazy as _

from attribution.querysets import TouchpointQuerySet
from leads.models import Lead, LeadPayload


class Touchpoint(models.Model):
    """One time somebody met the clinic: the visit in which they wrote, or one before it that their browser
    remembers.

    All of a lead's touches in order of `at` are its journey; the first and the last of them are what reports call
    first and last touch (F:I6). Times are UTC; texts are as the page told them, cut by leads.services.reading.
    """

    class Kind(models.TextChoices):
        FIRST = "first", _("First visit")
        ARRIVAL = "arrival", _("Enquiry")
        MESSAGE = "message", _("Message from an advert")
        LINK = "link", _("Opened a link of ours")
        FORM_VIEW = "form_view", _("Looked at a form")

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="touchpoints", db_index=False)
    payload = models.ForeignKey(
        LeadPayload, null=True, blank=True, on_delete=models.CASCADE, related_name="touchpoints", db_index=False
    )
    origin = models.CharField(max_length=80, blank=True, help_text="What made it where no arrival did: once each.")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    channel = models.CharField(_("way"), max_length=20, blank=True, help_text="website, whatsapp, meta_lead, ...")
    enquiry = models.PositiveSmallIntegerField(_("enquiry"), default=1)
    at = models.DateTimeField(_("time"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    medium = models.CharField(_("medium"), max_length=200, blank=True)
    campaign = models.CharField(_("campaign"), max_length=200, blank=True)
    term = models.CharField(_("search term"), max_length=200, blank=True)
    content = models.CharField(_("advert"), max_length=200, blank=True)
    gclid = models.CharField(max_length=512, blank=True)
    gbraid = models.CharField(max_length=512, blank=True)
    wbraid = models.CharField(max_length=512, blank=True)
    fbclid = models.CharField(max_length=512, blank=True)
    ttclid = models.CharField(max_length=512, blank=True)
    ctwa_clid = models.CharField(max_length=512, blank=True)
    meta_lead_id = models.CharField(max_length=40, blank=True, help_text="Of an instant form: leadgen_id, as text.")
    campaign_id = models.CharField(max_length=40, blank=True, help_text="As the advertiser's side numbers it.")
    adset_id = models.CharField(max_length=40, blank=True)
    adset_name = models.CharField(_("ad set"), max_length=200, blank=True)
    ad_id = models.CharField(max_length=40, blank=True)
    ad_name = models.CharField(_("ad"), max_length=200, blank=True)
    landing = models.CharField(_("landing page"), max_length=2000, blank=True)
    referrer = models.CharField(_("came from"), max_length=2000, blank=True)

    objects = TouchpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("touchpoint")
        verbose_name_plural = _("touchpoints")
        ordering = ["at", "id"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["payload", "kind", "at"], name="touchpoint_once"),
            models.UniqueConstraint(
                fields=["lead", "at"], condition=models.Q(kind="form_view"), name="touchpoint_view_once"
            ),
            models.UniqueConstraint(
                fields=["origin"], condition=~models.Q(origin=""), name="touchpoint_origin_once"
            ),
            # A browser that remembers the first visit tells of it with every enquiry.
            models.UniqueConstraint(
                fields=["lead", "at"], condition=models.Q(kind="first"), name="touchpoint_first_once"
            ),
        ]
        indexes = [models.Index(fields=["lead", "at", "id"], name="touchpoint_journey")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"
