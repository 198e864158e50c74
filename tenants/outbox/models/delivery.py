from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.outbox.models.job import Job


class DeliveryLog(models.Model):
    """One attempt of one job and how it ended. Written once, never changed (F:I20)."""

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        RETRY = "retry", _("Will be tried again")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Outcome unknown")

    # The database takes them along with their job (migration 0002); the app role may not delete them.
    job = models.ForeignKey(Job, on_delete=models.DO_NOTHING, db_constraint=False, related_name="deliveries")
    attempt = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    error = models.CharField(max_length=200, blank=True, help_text="What went wrong, in our words.")
    worker = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.job_id} #{self.attempt}: {self.outcome}"
