from django.db import models

from tenants.undo.models.operation import Operation


class OperationRow(models.Model):
    """One row that an operation changed, and what it held before: {field: value}.

    `is_back` says after an undo whether it was put back or left alone.
    """

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="rows")
    object_pk = models.BigIntegerField()
    before = models.JSONField(default=dict)
    is_back = models.BooleanField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["operation", "object_pk"], name="operation_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.operation_id}:{self.object_pk}"
