from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.models.of_staff import of_staff
from leads.querysets import OfLeadQuerySet


class ResponseCycle(models.Model):
    """One time somebody waited for our answer: from their message to our first word (F 2b, SLA states).

    Minutes are business minutes of the clinic. A state never turns back: whoever was answered late stays missed.
    """

    class State(models.TextChoices):
        DUE = "due", _("Due")
        MET = "met", _("Answered in time")
        MISSED = "missed", _("Answered late, or not yet")

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="response_cycles", db_index=False)
    enquiry = models.PositiveSmallIntegerField(_("enquiry"), default=1)
    number = models.PositiveSmallIntegerField(
        _("number"), default=1, help_text=_("1 is the first answer of the enquiry.")
    )
    began_at = models.DateTimeField(_("waits since"))
    allowed_minutes = models.PositiveIntegerField(_("minutes allowed"), null=True)
    due_at = models.DateTimeField(_("due"), null=True)
    state = models.CharField(max_length=6, choices=State, default=State.DUE)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = of_staff(_("answered by"))
    took_minutes = models.PositiveIntegerField(_("minutes taken"), null=True)
    ended_at = models.DateTimeField(
        _("ended"), null=True, help_text=_("Answered, or nobody waits any more: lost, archived, merged.")
    )
    escalated = models.PositiveSmallIntegerField(_("rung"), default=0, help_text=_("Of the ladder; 0 is nobody."))
    escalates_at = models.DateTimeField(_("next rung"), null=True)

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("wait for an answer")
        verbose_name_plural = _("waits for an answer")
        ordering = ["-began_at", "-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["lead", "enquiry", "number"], name="response_number_once"),
            models.UniqueConstraint(fields=["lead"], condition=Q(ended_at=None), name="response_one_open"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(ended_at__isnull=False), name="response_answered_is_ended"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(ended_at=None, state="due"), name="response_due"),
            models.Index(
                fields=["escalates_at"],
                condition=Q(ended_at=None, escalates_at__isnull=False),
                name="response_rung",
            ),
            models.Index(fields=["began_at"], name="response_began"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}/{self.enquiry}.{self.number}"
