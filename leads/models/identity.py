from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from crm.lib.phone import spaced
from leads.models.alike import alike
from leads.models.lead import Lead

# Where several are named: who can be called, then who can be written to, then who is known to a messenger alone.
PHONE_FIRST = Case(When(kind="phone", then=Value(0)), When(kind="email", then=Value(1)), default=Value(2))


class Identity(models.Model):
    """One way to recognise and reach a person. A value has one holder in a clinic (HOUSE 17).

    `value` is what is compared (E.164, lower-case mail, WhatsApp's id of who hides their number); `typed` is
    what the person wrote, of the last their username or nothing.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        WHATSAPP = "whatsapp", _("WhatsApp without a number")

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=8, choices=Kind)
    value = models.CharField(max_length=254)
    typed = models.CharField(max_length=254, blank=True)
    is_valid = models.BooleanField(
        default=True, help_text="False: kept as written, nobody can be reached by it yet."
    )

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = [PHONE_FIRST, "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"], condition=Q(is_valid=True), name="identity_one_holder"
            ),
            models.CheckConstraint(
                condition=~Q(kind="phone", is_valid=True) | Q(value__regex=r"^\+[1-9][0-9]{6,14}$"),
                name="identity_phone_is_e164",
            ),
        ]
        indexes = [models.Index(alike(), name="identity_alike")]  # whoever a list brings is compared with all

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"

    @property
    def shown(self) -> str:
        if self.kind == self.Kind.WHATSAPP:
            return f"@{self.typed}" if self.typed else str(self.Kind.WHATSAPP.label)
        return spaced(self.value) if self.kind == self.Kind.PHONE and self.is_valid else self.typed
