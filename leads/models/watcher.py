from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.querysets import OfLeadQuerySet


class Watcher(models.Model):
    """A colleague who wants to hear of a lead that need not be theirs (F:C20)."""

    # The unique pair below is the index by lead.
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="watchers", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watched")
    since = models.DateTimeField(_("since"))

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("watcher")
        verbose_name_plural = _("watchers")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["lead", "user"], name="watcher_once")]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.user_id}"
