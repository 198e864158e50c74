import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# For PostgreSQL and for Python. Its length is between 2 and that of the column.
SLUG = "[a-z0-9](-?[a-z0-9])*"


def schema_for(clinic_uuid: uuid.UUID) -> str:
    """The schema of a clinic: c_ and its UUID in hex, never anything a person typed (H:T19)."""
    return f"c_{clinic_uuid.hex}"


class ClinicQuerySet(models.QuerySet["Clinic"]):
    def served(self) -> Self:
        """Clinics whose host answers: active, and suspended ones read-only (F:T21)."""
        return self.filter(state__in=[Clinic.State.ACTIVE, Clinic.State.SUSPENDED])

    def with_schema(self) -> Self:
        """Clinics that the migration runner must keep at head."""
        return self.exclude(state=Clinic.State.PROVISIONING)


class Clinic(models.Model):
    """One clinic: a row here, a schema of its own, and nothing of its business in public."""

    class State(models.TextChoices):
        PROVISIONING = "provisioning", _("Being set up")
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")
        CLOSING = "closing", _("Closing")

    # django-tenants asks when a row goes: it never takes a schema along.
    auto_drop_schema = False

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    schema_name = models.CharField(max_length=63, unique=True, editable=False)
    slug = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=State, default=State.PROVISIONING)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClinicQuerySet.as_manager()

    class Meta:
        verbose_name = _("clinic")
        verbose_name_plural = _("clinics")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(schema_name__regex=r"^c_[0-9a-f]{32}$"), name="clinic_schema_from_uuid"
            ),
            models.CheckConstraint(
                condition=Q(slug__regex=f"^{SLUG}$"),
                name="clinic_slug_is_a_host_label",
                violation_error_message=_("A workspace name has lower-case letters, digits and single hyphens."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.schema_name = self.schema_name or schema_for(self.uuid)
        super().save(*args, **kwargs)
