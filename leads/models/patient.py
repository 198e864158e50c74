from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.models.treatment import Treatment
from leads.querysets import OfLeadQuerySet


class Patient(models.Model):
    """Who said yes: made once of a lead, by the clinic's mapping of fields (F:L28)."""

    lead = models.OneToOneField(Lead, on_delete=models.CASCADE, related_name="patient")
    first_name = models.CharField(_("first name"), max_length=120, blank=True)
    last_name = models.CharField(_("last name"), max_length=120, blank=True)
    born_on = models.DateField(_("born"), null=True, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    phone = models.CharField(_("phone"), max_length=254, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    made_at = models.DateTimeField(_("since"))

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("patient")
        verbose_name_plural = _("patients")
        ordering = ["-made_at", "-id"]
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or f"#{self.lead_id}"


class Journey(models.Model):
    """The visits of one enquiry that was accepted; once for each."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="journeys", db_index=False)
    enquiry = models.PositiveSmallIntegerField(_("enquiry"))
    treatment = models.ForeignKey(
        Treatment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    began_at = models.DateTimeField(_("accepted"))

    class Meta:
        verbose_name = _("journey")
        verbose_name_plural = _("journeys")
        ordering = ["-enquiry"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["patient", "enquiry"], name="journey_once")]

    def __str__(self) -> str:
        return f"{self.patient_id}/{self.enquiry}"


class JourneyVisit(models.Model):
    """One stay at the clinic. The second comes months later, when bone has healed."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="visits", db_index=False)
    number = models.PositiveSmallIntegerField(_("number"))
    planned_on = models.DateField(_("planned"), null=True, blank=True)
    came_on = models.DateField(_("came"), null=True, blank=True)
    months_after = models.PositiveSmallIntegerField(_("months after the one before"), default=0)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["journey", "number"], name="journey_visit_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="journey_visit_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.journey_id}: {self.number}"
