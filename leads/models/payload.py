import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.querysets import PayloadQuerySet


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
        HELD = "held", _("Held: waits for a decision")

    class HeldFor(models.TextChoices):
        """Why nobody vouched for it; such an arrival waits outside the pipeline."""

        TRAP = "trap", _("The hidden field was filled: a robot, or a browser that fills everything")
        UNCHECKED = "unchecked", _("The check against robots could not be made")
        COMPANION = "companion", _("Another name on a number or mail that a lead has")
        INCOMPLETE = "incomplete", _("No name, or no way to answer")
        WROTE = "wrote", _("They wrote to us, and nobody knows them")

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        MERGED = "merged", _("Merged")
        DECLINED = "declined", _("Declined")
        SETTLED = "settled", _("Sent again, complete")

    submission = models.BigIntegerField(unique=True, default=submission_number)
    body = models.BinaryField(help_text="The bytes as received.")
    digest = models.CharField(
        max_length=64, null=True, help_text="SHA-256 of the bytes in hex, where nobody can be recognised by them."
    )
    content_type = models.CharField(max_length=100, blank=True)
    fields = models.JSONField(default=dict, help_text="The contract's fields as understood.")
    result = models.CharField(max_length=10, choices=Result, default=Result.STORED)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was refused, or what is doubtful.")
    headers = models.JSONField(default=dict, help_text="Origin, Referer, User-Agent and Accept-Language, cut.")
    status = models.PositiveSmallIntegerField(default=0, help_text="The answer's HTTP status; 0 is none yet.")
    score = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The lead's, as it was answered.")
    idempotency_key = models.CharField(max_length=200, null=True, blank=True, help_text="As the sender chose it.")
    held_for = models.CharField(max_length=10, choices=HeldFor, blank=True)
    about = models.ForeignKey(
        Lead,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text="Whose companion, maybe.",
    )
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    key_id = models.BigIntegerField(null=True, help_text="The API key it came with.")
    lead = models.ForeignKey(Lead, null=True, blank=True, on_delete=models.SET_NULL, related_name="payloads")
    received_at = models.DateTimeField()

    objects = PayloadQuerySet.as_manager()

    class Meta:
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        ordering = ["-received_at", "-id"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["key_id", "idempotency_key"],
                condition=models.Q(idempotency_key__isnull=False),
                name="payload_sent_once",
            ),
        ]
        indexes = [
            # the same bytes again, see leads.services.repeats; most senders can be recognised
            models.Index(fields=["digest"], condition=models.Q(digest__isnull=False), name="payload_same_bytes"),
            # triage and its count; most arrivals never wait
            models.Index(
                fields=["-received_at", "-id"],
                condition=~models.Q(held_for="") & models.Q(decision=""),
                name="payload_waiting",
            ),
            # the list of arrivals
            models.Index(fields=["-received_at", "-id"], name="payload_latest"),
        ]

    def __str__(self) -> str:
        return str(self.submission)
