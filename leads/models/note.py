from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.models.of_staff import of_staff
from leads.querysets import OfLeadQuerySet


class Note(models.Model):
    """What somebody wrote down about a lead (F:L4). Its kind says what it is about; never seen by the patient."""

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        CALL = "call", _("Call")
        MAIL = "mail", _("E-mail")
        WHATSAPP = "whatsapp", _("WhatsApp")
        SYSTEM = "system", _("By the product")

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="notes", db_index=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.NOTE)
    body = models.TextField(_("text"), max_length=5000)
    at = models.DateTimeField(_("written"))
    by = of_staff(_("by"))
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    edited_at = models.DateTimeField(_("changed"), null=True)
    pinned_at = models.DateTimeField(_("pinned"), null=True)
    pinned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    removed_at = models.DateTimeField(_("removed"), null=True, help_text=_("Kept for the undo, shown to nobody."))

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-at", "-id"]
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=~Q(body=""), name="note_says_something")]
        indexes = [models.Index(fields=["lead", "at"], name="note_of_lead")]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.pk}"
