from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.models.of_staff import of_staff


class Destination(models.Model):
    """An account of the clinic at an ad platform that is told by itself what came of its ads: one of each kind.

    What opens it lies among the credentials of that kind (tenants.settings). Nothing leaves before an Admin has
    looked at what would and said yes: then it is on. A new dataset or account asks for that again.
    """

    class Kind(models.TextChoices):
        META = "meta_conversions", _("Meta, Conversions API")
        GOOGLE = "google_datamanager", _("Google Ads, Data Manager")

    class State(models.TextChoices):
        WORKS = "works", _("Works")
        BROKEN = "broken", _("Stands still until somebody acts")

    kind = models.CharField(_("ad platform"), max_length=20, choices=Kind, unique=True)
    account = models.CharField(_("account"), max_length=40, help_text="Dataset or account, as of the credentials.")
    steps = models.JSONField(default=list, blank=True, help_text="Google: those with a conversion action there.")
    is_on = models.BooleanField(_("on"), default=False)
    previewed_at = models.DateTimeField(_("preview confirmed"), null=True)
    previewed_by = of_staff(_("confirmed by"))
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.WORKS)
    code = models.CharField(max_length=60, blank=True, help_text="What they said last, when it was no.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row.")
    rest_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("last sent"), null=True)
    looked_to = models.DateTimeField(null=True, help_text="Steps up to here were looked at.")

    class Meta:
        verbose_name = _("ad platform")
        verbose_name_plural = _("ad platforms")
        ordering = ["kind"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(is_on=False) | Q(previewed_at__isnull=False), name="destination_on_after_preview"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["meta_conversions", "google_datamanager"]), name="destination_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.Kind(self.kind).label)
