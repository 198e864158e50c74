from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ApiKey(models.Model):
    """A door for a program. The secret is shown once; here lies its hash only (H:L12).

    `secret` keys speak from server to server; `site` keys stand in a web page, so they may only create leads,
    from the origins named here (F:0.3).
    """

    class Kind(models.TextChoices):
        SECRET = "secret", _("Secret (server to server)")
        SITE = "site", _("Site (in a web page)")

    kind = models.CharField(max_length=6, choices=Kind)
    route = models.CharField(max_length=16, unique=True, help_text="Public part; KeyRoute leads it to the clinic.")
    secret_hash = models.CharField(max_length=64, help_text="SHA-256 of the whole key, in hex.")
    name = models.CharField(max_length=80, blank=True)
    origins = models.JSONField(
        default=list, blank=True, help_text='["https://clinic-site.example"]; site keys only'
    )
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["secret", "site"]), name="api_key_kind_known"),
            models.CheckConstraint(
                condition=Q(secret_hash__regex=r"^[0-9a-f]{64}$"), name="api_key_hash_is_sha256"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"bw_{self.kind}_{self.route}"
