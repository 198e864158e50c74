from django.db import models
from django.db.models import Q


class ParkedEvent(models.Model):
    """Something that arrived and belongs to no clinic we know: kept encrypted for 30 days (HOUSE 9).

    Also the dead letter of a task that came without a clinic and was refused (H:T5); that one has no body.
    """

    source = models.CharField(max_length=40)
    account = models.CharField(
        max_length=80, blank=True, help_text="The provider's id of what it waits for; who connects it takes it."
    )
    reason = models.CharField(max_length=200)
    body = models.BinaryField(default=bytes, blank=True, help_text="Encrypted with FIELD_ENCRYPTION_KEYS.")
    arrived_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["expires_at"], name="parked_event_expiry"),
            models.Index(fields=["source", "account"], condition=~Q(account=""), name="parked_event_account"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"
