from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from attribution.meta_leads.models.connection import Connection
from attribution.meta_leads.querysets import InstantLeadQuerySet
from leads.models import Lead, LeadPayload


class InstantLead(models.Model):
    """Somebody filled an instant form: known by Meta's number, whoever told of it and however often (H:W2, W7).

    It stays when its page is taken away, so that the page connected again brings nobody a second time.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Is being fetched")
        ENTERED = "entered", _("A lead")
        HELD = "held", _("Waits in triage")
        UNROUTED = "unrouted", _("Nobody said what its questions mean")
        UNFETCHED = "unfetched", _("Meta does not show it")
        TEST = "test", _("A test")

    class Way(models.TextChoices):
        WEBHOOK = "webhook", _("Meta told of it")
        LOOK = "look", _("Found by looking")

    OPEN = (State.WAITING, State.UNFETCHED)

    leadgen_id = models.CharField(max_length=40, unique=True)
    connection = models.ForeignKey(
        Connection, null=True, on_delete=models.SET_NULL, related_name="leads", db_index=False
    )
    form_id = models.CharField(max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    told_by = models.CharField(_("came"), max_length=7, choices=Way)
    first_at = models.DateTimeField(_("known since"))
    filled_at = models.DateTimeField(_("filled"), null=True, help_text="By Meta's clock.")
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=40, blank=True)
    lead = models.ForeignKey(
        Lead, null=True, on_delete=models.SET_NULL, related_name="instant_forms", db_index=False
    )
    payload = models.ForeignKey(
        LeadPayload, null=True, on_delete=models.SET_NULL, related_name="instant_forms", db_index=False
    )

    objects = InstantLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("filled instant form")
        verbose_name_plural = _("filled instant forms")
        ordering = ["-first_at", "-id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(leadgen_id__regex=r"^[0-9]{1,40}$"), name="meta_lead_id_is_a_number"
            ),
        ]
        indexes = [
            models.Index(fields=["connection", "form_id", "filled_at"], name="meta_lead_of_form"),
            models.Index(fields=["lead"], condition=Q(lead__isnull=False), name="meta_lead_of_lead"),
            models.Index(fields=["payload"], condition=Q(payload__isnull=False), name="meta_lead_of_payload"),
            models.Index(
                fields=["connection", "state"],
                condition=Q(state="waiting") | Q(state="unrouted") | Q(state="unfetched"),
                name="meta_lead_open",
            ),
        ]

    def __str__(self) -> str:
        return self.leadgen_id
