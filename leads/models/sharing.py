from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leads.querysets import ClinicRowsQuerySet
from tenants.staff.models import Team

MOST_MINUTES = 14 * 24 * 60  # two weeks of work without a night


class SharingRules(models.Model):
    """How new leads find an owner, and who hears when nobody answers: one row, made with the clinic (F 2b).

    Minutes are business minutes of the clinic; those of the ladder count from when the answer was due.
    """

    shares_out = models.BooleanField(
        _("share out new leads"),
        default=True,
        help_text=_(
            "To whoever is on shift, by language and open leads. Off: they wait until somebody takes them."
        ),
    )
    next_answer_minutes = models.PositiveIntegerField(
        _("minutes to answer when they write again"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
        help_text=_("The time for the first answer is that of the stage."),
    )
    team_minutes = models.PositiveIntegerField(
        _("minutes late until the team hears"), default=15, validators=[MaxValueValidator(MOST_MINUTES)]
    )
    managers_minutes = models.PositiveIntegerField(
        _("minutes late until the Managers hear"), default=30, validators=[MaxValueValidator(MOST_MINUTES)]
    )

    class Meta:
        verbose_name = verbose_name_plural = _("rules for sharing out")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="sharing_rules_one_row"),
            models.CheckConstraint(
                condition=Q(team_minutes__lte=F("managers_minutes"), next_answer_minutes__gte=1),
                name="sharing_rules_in_order",
                violation_error_message=_("The Managers do not hear before the team."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Rules for sharing out"))


class AssignmentRule(models.Model):
    """Who gets the new leads of one kind. The first rule in use that fits counts; without one everybody may (F 2b).

    `conditions` is {"language": ["it"], "source": [...], "country": [...], "category": [...], "partner": [1]}: a
    lead fits when it has one of the values of each. Without `team` and `members` everybody is meant; `skip` leaves
    its leads to nobody.
    """

    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The lowest number is asked first.")
    )
    is_active = models.BooleanField(_("in use"), default=True)
    conditions = models.JSONField(_("for leads with"), default=dict, blank=True)
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("people"), related_name="+", blank=True
    )
    skip = models.BooleanField(
        _("do not share out"), default=False, help_text=_("These leads wait until somebody takes them.")
    )

    objects = ClinicRowsQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule for new leads")
        verbose_name_plural = _("rules for new leads")
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="assignment_rule_has_a_name")]

    def __str__(self) -> str:
        return self.name
