from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.models.of_staff import of_staff
from leads.querysets import OfLeadQuerySet


class OwnerChange(models.Model):
    """One change of hands, and why (F:L15). Never changed. From nobody to nobody: why nobody could take it.

    `why` is {"rule": ..., "reasons": [...]} of leads.services.sharing for what the product decided, else empty.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="owner_changes", db_index=False)
    from_owner = of_staff(_("from"))
    to_owner = of_staff(_("to"))
    at = models.DateTimeField(_("when"))
    by = of_staff(_("by"), help_text=_("Empty: the product itself."))
    why = models.JSONField(_("why"), default=dict, blank=True)

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of owner")
        verbose_name_plural = _("changes of owner")
        ordering = ["-at", "-id"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["lead", "at"], name="owner_change_of_lead"),
            # who was given what of late, see leads.services.sharing.loads
            models.Index(
                fields=["to_owner", "-id"], condition=models.Q(to_owner__isnull=False), name="owner_change_given"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.from_owner_id} {self.to_owner_id}"
