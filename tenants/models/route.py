from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from tenants.models.clinic import Clinic


class KeyRoute(models.Model):
    """Says which clinic an API key belongs to. Hash and scopes lie in the clinic's schema (HOUSE 18)."""

    route = models.CharField(max_length=16, primary_key=True)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="key_routes")
    origins = ArrayField(
        models.CharField(max_length=300),
        default=list,
        help_text="Pages in which this key stands and works: empty for secret and for revoked ones.",
    )

    class Meta:
        indexes = [GinIndex(fields=["origins"], name="key_route_origins")]

    def __str__(self) -> str:
        return self.route


class ChannelRoute(models.Model):
    """Says which clinic a provider's account (a page, a phone number id) belongs to (HOUSE 9)."""

    channel = models.CharField(max_length=20, help_text="meta_page, whatsapp_number, twilio_number, ...")
    external_id = models.CharField(max_length=128)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="channel_routes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="channel_route_one_clinic"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}:{self.external_id}"
