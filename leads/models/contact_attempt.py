from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.models.note import Note
from leads.models.of_staff import of_staff
from leads.querysets import OfLeadQuerySet


class Disposition(models.TextChoices):
    """How an attempt to reach somebody ended, and so what comes next (F 2b)."""

    INTERESTED = "interested", _("Answered, interested")
    NOT_NOW = "not_now", _("Answered, not now")
    CALLBACK = "callback", _("Asked for a call back")
    QUOTE = "quote", _("Asked for a quote")
    BOOKED = "booked", _("Booked")
    NO_ANSWER = "no_answer", _("No answer")
    VOICEMAIL = "voicemail", _("Left a voicemail")
    BUSY = "busy", _("Busy")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    WRONG_LANGUAGE = "wrong_language", _("Wrong language")
    NOT_INTERESTED = "not_interested", _("Not interested")
    DO_NOT_CONTACT = "do_not_contact", _("Do not contact")
    SENT = "sent", _("Wrote to them")


class ContactAttempt(models.Model):
    """One time we tried to reach a lead, by whom and how it ended (F:L14, L24). Reports count these rows."""

    class Channel(models.TextChoices):
        CALL = "call", _("Call")
        WHATSAPP = "whatsapp", _("WhatsApp")
        SMS = "sms", _("SMS")
        MAIL = "mail", _("E-mail")
        PERSON = "person", _("In person")

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="contact_attempts", db_index=False)
    enquiry = models.PositiveSmallIntegerField(_("enquiry"), default=1)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, default=Channel.CALL)
    disposition = models.CharField(_("result"), max_length=14, choices=Disposition)
    counted = models.BooleanField(_("counts as an attempt"), default=True)
    at = models.DateTimeField(_("when"))
    by = of_staff(_("by"))
    note = models.ForeignKey(Note, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    follow_up_at = models.DateTimeField(_("next step"), null=True)

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt to reach")
        verbose_name_plural = _("attempts to reach")
        ordering = ["-at", "-id"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["lead", "at"], name="attempt_of_lead"),
            models.Index(fields=["at"], name="attempt_at"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.disposition}"
