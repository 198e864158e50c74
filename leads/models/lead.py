from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.folded import folded
from leads.models.partner import Partner
from leads.models.stage import Stage
from leads.models.treatment import Treatment
from leads.querysets import LeadQuerySet

if TYPE_CHECKING:
    from leads.models.heat import Heat
    from leads.models.identity import Identity

HOT_ABOVE = 70  # points of a hot lead for programs and filters, whatever a profile calls hot (F:L12)


class Temperature(models.TextChoices):
    """How soon somebody may decide, as the score of the profile in use puts it (F:L8)."""

    HOT = "hot", _("Hot")
    WARM = "warm", _("Warm")
    COLD = "cold", _("Cold")


class FollowUp(models.TextChoices):
    """What a follow-up is for (F:L20)."""

    ANSWER = "answer", _("Answer them")
    CALL_BACK = "call_back", _("Call back as asked")
    TRY_AGAIN = "try_again", _("Try again")
    NEXT_STEP = "next_step", _("Take the next step")
    REMIND = "remind", _("Remind me")


class Lead(models.Model):
    """A person asking about treatment, from first contact to the end of the journey."""

    class Source(models.TextChoices):
        WEBSITE = "website", _("Website")
        FACEBOOK = "facebook", _("Facebook")
        INSTAGRAM = "instagram", _("Instagram")
        WHATSAPP = "whatsapp", _("WhatsApp")
        REFERRAL = "referral", _("Referral")
        OTHER = "other", _("Other")

    first_name = models.CharField(_("first name"), max_length=120, blank=True)
    last_name = models.CharField(_("last name"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("ISO 3166, as far as known."))
    city = models.CharField(_("city"), max_length=80, blank=True)
    company = models.CharField(_("company"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True, help_text=_("ISO 639, as far as known."))
    interest = models.CharField(
        _("asked for"), max_length=200, blank=True, help_text=_("The treatment in their own words.")
    )
    treatment = models.ForeignKey(
        Treatment,
        verbose_name=_("treatment"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leads",
        db_index=False,
    )
    companion_of = models.ForeignKey(
        "self",
        verbose_name=_("companion of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="companions",
        db_index=False,
        help_text=_("Whose number or mail they are reached by."),
    )
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.OTHER)
    sub_source = models.CharField(
        _("which source"),
        max_length=80,
        blank=True,
        help_text=_("Which website, ad account or friend, in your words."),
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leads",
        db_index=False,
    )
    stage = models.ForeignKey(Stage, verbose_name=_("stage"), on_delete=models.PROTECT, related_name="leads")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leads",
    )
    enquiry = models.PositiveSmallIntegerField(
        _("enquiry"), default=1, help_text=_("The number of the journey they are on.")
    )
    lead_score = models.PositiveSmallIntegerField(_("score"), default=0, help_text=_("From 0 to 100."))
    score_breakdown = models.JSONField(default=list, blank=True, help_text="See leads.services.scoring.")
    profile_version = models.PositiveIntegerField(default=0, help_text="Of the scoring profile; 0 is none.")
    conversion_probability = models.DecimalField(
        _("chance to accept"), max_digits=4, decimal_places=3, default=0, help_text=_("From 0 to 1; of the stage.")
    )
    probability_pinned = models.BooleanField(_("chance set by hand"), default=False)
    next_follow_up = models.DateTimeField(_("next step"), null=True, blank=True)
    follow_up_why = models.CharField(
        _("what to do then"), max_length=12, blank=True, choices=FollowUp, help_text=_("Who or what set it.")
    )
    follow_up_note = models.CharField(_("in a few words"), max_length=200, blank=True)
    answer_due_at = models.DateTimeField(
        _("answer due"), null=True, blank=True, help_text="Of the open leads.ResponseCycle; empty: nobody waits."
    )
    last_contact_date = models.DateTimeField(_("last contact"), null=True, blank=True)
    call_attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    stage_since = models.DateTimeField(_("in this stage since"), null=True, blank=True)
    do_not_contact = models.BooleanField(
        _("do not contact"), default=False, help_text="Of leads.Suppression, for lists and files."
    )
    is_test = models.BooleanField(_("test"), default=False, help_text=_("Left out of every number."))
    created_at = models.DateTimeField(_("arrived"))
    updated_at = models.DateTimeField(auto_now=True)
    last_arrival_at = models.DateTimeField(
        _("last enquiry"), help_text=_("When they last wrote to us by themselves.")
    )

    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="merged_leads",
        db_index=False,
        help_text=_("Who it turned out to be: both numbers lead there."),
    )
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("archived by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-last_arrival_at", "-id"]
        permissions = [("export_lead", "Can export leads")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lead_score__range=(0, 100)),
                name="lead_score_0_100",
                violation_error_message=_("A score lies between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=models.Q(conversion_probability__range=(0, 1)),
                name="lead_probability_0_1",
                violation_error_message=_("A chance lies between 0 and 1."),
            ),
        ]
        indexes = [
            # the list, whoever arrived last first; EXPLAIN in the commit that added it
            models.Index(fields=["-last_arrival_at", "-id"], name="lead_latest"),
            # most people come alone
            models.Index(
                fields=["companion_of"], condition=models.Q(companion_of__isnull=False), name="lead_companions"
            ),
            # hardly anybody was two
            models.Index(
                fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="lead_merged_into"
            ),
            # the seven of F:L27; those of stage and owner alone are their foreign keys, and two are orders of the
            # list: they end with the id that breaks a tie (F:W3)
            models.Index(fields=["lead_score", "id"], name="lead_by_score"),
            models.Index(fields=["created_at", "id"], name="lead_by_created"),
            models.Index(fields=["stage", "created_at"], name="lead_stage_created"),
            models.Index(fields=["assigned_to", "lead_score"], name="lead_owner_score"),
            models.Index(fields=["lead_score", "stage"], name="lead_score_stage"),
            # the other orders of the list
            models.Index(folded(models.F("last_name")), folded(models.F("first_name")), "id", name="lead_by_name"),
            models.Index(fields=["next_follow_up", "id"], name="lead_by_follow_up"),
            models.Index(
                models.F("next_follow_up").desc(nulls_last=True), models.F("id").desc(), name="lead_last_follow_up"
            ),
            # what is due, whoever looks
            models.Index(
                fields=["answer_due_at"], condition=models.Q(answer_due_at__isnull=False), name="lead_answer_due"
            ),
            models.Index(
                fields=["partner", "-last_arrival_at"],
                condition=models.Q(partner__isnull=False),
                name="lead_partner_latest",
            ),
            # the board: a column in the order of leads.services.board.urgency
            models.Index(
                fields=["stage", "answer_due_at", "next_follow_up", "-last_arrival_at", "-id"],
                condition=models.Q(archived_at=None),
                name="lead_board",
            ),
            # and most do not say for what in words of the price list
            models.Index(fields=["treatment"], condition=models.Q(treatment__isnull=False), name="lead_treatments"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Both names, or how else we know this person."""
        return f"{self.first_name} {self.last_name}".strip() or self._first_identity()

    @property
    def temperature(self) -> str:
        """Of `heat`, which whoever shows many leads reads along (select_related)."""
        beside: Heat | None = getattr(self, "heat", None)
        return beside.temperature if beside else Temperature.COLD

    def _first_identity(self) -> str:
        found: Identity | None = next(iter(self.identities.all()), None)
        return found.shown if found else f"#{self.pk}"
