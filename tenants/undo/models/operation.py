from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tenants.undo.querysets import OperationQuerySet


class Operation(models.Model):
    """Something that was done to many rows at once and can be taken back, once, until `expires_at`.

    `after` is what each row holds since ({field: value}); `about` are the words of its title. What takes several
    transactions has a part for each, with rows of its own, and holds none itself. `undoing` is the Run that takes
    it back by pieces.
    """

    kind = models.CharField(max_length=60)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="operations"
    )
    at = models.DateTimeField()
    count = models.PositiveIntegerField()
    after = models.JSONField(default=dict)
    about = models.JSONField(default=dict)
    expires_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_count = models.PositiveIntegerField(default=0)
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="parts")
    undoing = models.UUIDField(null=True, blank=True)

    objects = OperationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        default_permissions = ()
        permissions = [("use", "Can undo what they did"), ("use_any", "Can undo what anybody did")]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("at")), name="operation_ends_after_it_began"),
            models.CheckConstraint(condition=Q(undone_count__lte=F("count")), name="operation_undone_at_most_all"),
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="operation_latest"),
            models.Index(fields=["expires_at"], name="operation_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"
