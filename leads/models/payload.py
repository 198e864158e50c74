import secrets

from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead


def submission_number() -> int:
    """An opaque number of 15 digits at most: it tells an outsider nothing, and staff find the arrival by it."""
    return secrets.randbelow(9 * 10**14) + 10**14


class LeadPayload(models.Model):
    """An arrival exactly as it came, before anybody understood it (F:L21). Never changed, only judged."""

    class Result(models.TextChoices):
        STORED = "stored", _("Stored, not judged yet")
        NEW = "new", _("New lead")
        KNOWN = "known", _("Known lead")
        REFUSED = "refused", _("Refused: incomplete")
        UNREADABLE = "unreadable", _("Refused: unreadable")
        HELD = "held", _("Held: looks like a robot")

    submission = models.BigIntegerField(unique=True, default=submission_number)
    body = models.BinaryField(help_text="The bytes as received.")
    content_type = models.CharField(max_length=100, blank=True)
    fields = models.JSONField(default=dict, help_text="The contract's fields as understood.")
    result = models.CharField(max_length=10, choices=Result, default=Result.STORED)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was refused, or what is doubtful.")
    key_id = models.BigIntegerField(null=True, help_text="The API key it came with.")
    lead = models.ForeignKey(Lead, null=True, blank=True, on_delete=models.SET_NULL, related_name="payloads")
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["-received_at", "-id"]
        indexes = [
            # the same bytes again, see leads.services.repeats; EXPLAIN in the commit that added it
            HashIndex(fields=["body"], name="payload_body"),
        ]

    def __str__(self) -> str:
        return str(self.submission)
