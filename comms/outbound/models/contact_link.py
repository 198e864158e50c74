from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models import Lead
from leads.querysets import OfLeadQuerySet


class ContactLink(models.Model):
    """Who a lead is at GoHighLevel. `came_from_there`: they are written there and told here, so that we never tell
    them back (INTEGRATIONS 10, loop guard)."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+", db_index=False)
    location_id = models.CharField(max_length=64)
    contact_id = models.CharField(_("GoHighLevel contact"), max_length=64)
    came_from_there = models.BooleanField(default=False)
    linked_at = models.DateTimeField()

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact at GoHighLevel")
        verbose_name_plural = _("contacts at GoHighLevel")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["lead", "location_id"], name="contact_link_once")]

    def __str__(self) -> str:
        return self.contact_id
