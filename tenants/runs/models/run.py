import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.runs.querysets import RunQuerySet


class Run(models.Model):
    """Work on many rows, done piece by piece: each piece is a transaction, which moves `done` and `cursor`.

    `about` are the words of its title and `result` what came of it: numbers and ids, never a patient's data.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        STOPPED = "stopped", _("Stopped")

    class Door(models.TextChoices):
        """Who asked: somebody of the staff or a key, whose rights are asked at each piece, or the operator."""

        STAFF = "staff", _("Staff")
        KEY = "key", _("API key")
        COMMAND = "command", _("Operator")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="runs")
    door = models.CharField(max_length=7, choices=Door, default=Door.STAFF)
    key_id = models.BigIntegerField(null=True, help_text="Of the API key that asked.")
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(null=True, help_text="Rows, as far as known.")
    done = models.PositiveIntegerField(default=0, help_text="Rows.")
    cursor = models.JSONField(default=dict, help_text="Where the next piece begins.")
    about = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Since the last piece that was done.")
    stop_asked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(help_text="When it last got on: what the sweep looks at.")
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("work in the background")
        verbose_name_plural = _("work in the background")
        ordering = ["-created_at", "-id"]
        default_permissions = ("view",)
        permissions = [("view_any", "Can see anybody's work in the background")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], ended_at=None)
                | Q(state__in=["done", "failed", "stopped"], ended_at__isnull=False),
                name="run_ended_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["moved_at"], condition=Q(ended_at=None), name="run_open"),
            models.Index(fields=["-created_at", "-id"], name="run_latest"),
            models.Index(fields=["expires_at"], name="run_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"
