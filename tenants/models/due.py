from django.db import models

from tenants.models.clinic import Clinic


class ClinicDue(models.Model):
    """When a clinic next has work of one kind, so that Beat asks an index and not a thousand clinics (HOUSE 14).

    `kind` is the name of the clinic task that does the work.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="dues")
    kind = models.CharField(max_length=100)
    next_due = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "kind"], name="clinic_due_once_a_kind")]
        indexes = [models.Index(fields=["kind", "next_due"], name="clinic_due_kind_next")]

    def __str__(self) -> str:
        return f"{self.kind} {self.next_due:%Y-%m-%d %H:%M:%S}"
