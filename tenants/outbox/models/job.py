import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, now: datetime) -> Self:
        """Waiting, and its time has come."""
        return self.filter(state=Job.State.WAITING, due_at__lte=now)

    def abandoned(self, now: datetime) -> Self:
        """Claimed by a worker that has not answered within its lease."""
        return self.filter(state=Job.State.CLAIMED, lease_until__lt=now)

    def open(self) -> Self:
        return self.filter(state__in=[Job.State.WAITING, Job.State.CLAIMED])


class Job(models.Model):
    """One thing that must happen outside this database, once.

    Written in the transaction of its cause, so it exists exactly when the cause does. `key` is unique: asking twice
    for the same thing leaves one job, also long after it was done when doing it twice would harm (services.forget).
    The database refuses to delete a failed or unknown one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CLAIMED = "claimed", _("Being done")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Outcome unknown")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    payload = models.JSONField(default=dict, help_text="Ids only, never a patient's data.")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, help_text="Who holds it: an outcome of an older claim is not accepted.")
    lease_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True, help_text="Set just before the outside is called.")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            # not unique=True, which makes a second index, for beginnings of keys that nobody asks for
            models.UniqueConstraint(fields=["key"], name="job_key_once"),
            models.CheckConstraint(
                condition=Q(state="claimed", claim__isnull=False, lease_until__isnull=False) | ~Q(state="claimed"),
                name="job_claimed_has_a_lease",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="job_due"),
            models.Index(fields=["lease_until"], condition=Q(state="claimed"), name="job_leases"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
