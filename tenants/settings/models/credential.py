from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Credential(models.Model):
    """What a provider knows this clinic by. Unreadable in the table, and of no use in any other (H:K1, K3)."""

    kind = models.CharField(_("kind"), max_length=40, unique=True, help_text="Of tenants.settings.kinds.")
    sealed = models.BinaryField(help_text="JSON of all fields, encrypted with the clinic's UUID inside.")
    endings = models.JSONField(default=dict, blank=True, help_text="{field: its last four signs}, of secrets.")
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("credentials")
        verbose_name_plural = _("credentials")
        ordering = ["kind"]
        default_permissions = ("change",)

    def __str__(self) -> str:
        from tenants.settings.kinds import kind_of

        known = kind_of(self.kind)
        return str(known.title) if known else self.kind
