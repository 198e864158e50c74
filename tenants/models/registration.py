import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tenants.models.clinic import SLUG, Clinic

# So long is kept what came to nothing: it names a person.
KEPT = timedelta(days=90)
# So often a process may die in the middle before people have to look.
MOST_TRIES = 5


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Questions about who asked for a clinic."""

    def waiting(self) -> Self:
        """Nobody has decided yet."""
        return self.filter(state=Registration.State.REQUESTED)

    def to_build(self) -> Self:
        """Approved, and not finished; also what a process that died left behind."""
        return self.filter(state__in=[Registration.State.APPROVED, Registration.State.BUILDING])

    def open(self) -> Self:
        """What may still become a clinic."""
        return self.exclude(state__in=Registration.CLOSED)

    def came_to_nothing(self, now: datetime) -> Self:
        """Declined, or never decided, and older than KEPT."""
        old = now - KEPT
        declined = Q(state=Registration.State.DECLINED, decided_at__lte=old)
        return self.filter(declined | Q(state=Registration.State.REQUESTED, asked_at__lte=old))


class Registration(models.Model):
    """Somebody asks for a clinic of their own (F:I18). Until people approve it, it is nothing but this row (H:N9).

    What a stranger typed stands in it: text, on one line, within its limits, and shown as nothing else.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", _("To decide")
        APPROVED = "approved", _("Approved")
        BUILDING = "building", _("Being set up")
        ACTIVE = "active", _("Open")
        FAILED = "failed", _("Failed")
        DECLINED = "declined", _("Declined")

    class Step(models.TextChoices):
        """What is done of the building; in this order."""

        RESERVED = "reserved", _("Name and address are reserved")
        READY = "ready", _("The plan of the tables is up to date")
        CLONED = "cloned", _("The tables are there")
        MIGRATED = "migrated", _("The tables were checked")
        FURNISHED = "furnished", _("Stages, templates and settings are filled in")
        INVITED = "invited", _("The first Admin is invited")
        OPENED = "opened", _("The clinic is open")

    CLOSED = (State.ACTIVE, State.DECLINED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic_name = models.CharField(_("clinic"), max_length=120)
    slug = models.CharField(_("workspace"), max_length=40, help_text="As wished, then as approved.")
    owner_name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("telephone"), max_length=16, help_text="E.164")
    email = models.EmailField(_("e-mail"), max_length=254)
    country = models.CharField(_("country"), max_length=2, help_text="ISO 3166")
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    time_zone = models.CharField(_("time zone"), max_length=64)
    ghl_location_id = models.CharField(_("GoHighLevel location"), max_length=64, blank=True)
    agreed_at = models.DateTimeField(help_text="When the terms were agreed to.")
    asked_at = models.DateTimeField(_("asked"))
    times_asked = models.PositiveIntegerField(default=1)

    state = models.CharField(_("state"), max_length=9, choices=State, default=State.REQUESTED)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=254, blank=True)
    answer = models.CharField(max_length=1000, blank=True, help_text="What a declined one is written; or nothing.")
    clinic = models.OneToOneField(Clinic, null=True, on_delete=models.SET_NULL, related_name="registration")
    step = models.CharField(max_length=9, choices=Step, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Begun since somebody pressed the button.")
    error = models.CharField(max_length=500, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a clinic")
        verbose_name_plural = _("requests for clinics")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ("view", "change")
        indexes = [models.Index(fields=["state", "-asked_at"], name="registration_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=~Q(state__in=["active", "declined"]),
                name="registration_open_once_a_mail",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="registration_mail_is_lower_case"),
            models.CheckConstraint(condition=Q(slug__regex=f"^{SLUG}$"), name="registration_slug_is_a_label"),
            models.CheckConstraint(
                condition=Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"), name="registration_phone_e164"
            ),
            models.CheckConstraint(
                condition=Q(state="requested", decided_at=None)
                | (~Q(state="requested") & Q(decided_at__isnull=False)),
                name="registration_decided_or_not",
            ),
        ]

    def __str__(self) -> str:
        return self.clinic_name
