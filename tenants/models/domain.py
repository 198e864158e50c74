from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models.clinic import Clinic

_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
# For PostgreSQL and for Python: lower case, no port, no trailing dot; other scripts in their ASCII form (RFC 1123).
HOST = rf"{_LABEL}(\.{_LABEL})*"


class Domain(models.Model):
    """A host name that leads to one clinic: lower case, no port, no trailing dot."""

    name = models.CharField(max_length=253, unique=True)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="domains")
    is_primary = models.BooleanField(default=True, help_text="Links in mails are built from this one.")

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        constraints = [
            models.UniqueConstraint(
                fields=["clinic"], condition=Q(is_primary=True), name="domain_one_primary_a_clinic"
            ),
            models.CheckConstraint(condition=Q(name__regex=f"^{HOST}$"), name="domain_is_normalised"),
        ]

    def __str__(self) -> str:
        return self.name
