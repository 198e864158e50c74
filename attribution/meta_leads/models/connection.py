from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from attribution.meta_leads.querysets import ConnectionQuerySet
from leads.models import Partner
from leads.models.of_staff import of_staff


class Connection(models.Model):
    """A page of Facebook whose instant forms bring this clinic leads; of a partner inside it, maybe (F:I14).

    The page's number is claimed on the whole installation (ChannelRoute "meta_page"): no other clinic connects it.
    """

    class State(models.TextChoices):
        OK = "ok", _("Works")
        RESTING = "resting", _("Rests for a while")
        BROKEN = "broken", _("Connect it again")

    page_id = models.CharField(_("page"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=255)
    partner = models.ForeignKey(
        Partner, verbose_name=_("partner"), null=True, blank=True, on_delete=models.SET_NULL, db_index=False
    )
    sealed = models.BinaryField(help_text="The page's token, encrypted for this clinic.")
    app_id = models.CharField(max_length=40, blank=True, help_text="The clinic's own app; empty: the platform's.")
    ending = models.CharField(max_length=4, blank=True, help_text="Of the token.")
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.OK)
    is_red = models.BooleanField(default=False, help_text="Somebody has to look at it.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row.")
    told_at = models.DateTimeField(null=True, help_text="Admins heard of this trouble; emptied when it is over.")
    trouble = models.CharField(max_length=40, blank=True, help_text="Of the latest refusal, and Meta's numbers.")
    rests_until = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(_("token ends"), null=True)
    data_expires_at = models.DateTimeField(_("access to data ends"), null=True)
    warned_at = models.DateTimeField(null=True, help_text="Admins heard that it ends soon.")
    lacks = models.JSONField(default=list, blank=True, help_text="Rights that the token has not, nothing secret.")
    is_subscribed = models.BooleanField(_("tells of new leads at once"), default=False)
    last_fetch_at = models.DateTimeField(_("last look"), null=True)
    next_look_at = models.DateTimeField(null=True)
    connected_at = models.DateTimeField(_("connected"))
    connected_by = of_staff(_("connected by"))

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("connection of Meta lead ads")
        verbose_name_plural = _("connections of Meta lead ads")
        ordering = ["name", "id"]
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(
                condition=Q(page_id__regex=r"^[0-9]{1,40}$"), name="meta_connection_page_is_a_number"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Trouble(models.Model):
    """What went wrong with a connection: kept 90 days, in codes alone (F:I14)."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="troubles", db_index=False)
    at = models.DateTimeField(_("when"))
    kind = models.CharField(_("what"), max_length=20, help_text="providers.meta_leads.base.Trouble")
    code = models.CharField(_("code"), max_length=40, blank=True)

    objects = models.Manager()

    class Meta:
        verbose_name = _("trouble with Meta")
        verbose_name_plural = _("troubles with Meta")
        ordering = ["-at", "-id"]
        default_permissions = ()
        indexes = [models.Index(fields=["connection", "-at", "-id"], name="meta_trouble_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
