from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comms.outbound.querysets import ConnectorQuerySet


class Connector(models.Model):
    """Another system that hears of what happens here: GoHighLevel, or an address of the clinic's own.

    Never deleted: its deliveries name it, and an arrival that is just being told must not fail for it. The state is
    its breaker, which workers read when they claim (H:S14).
    """

    class Kind(models.TextChoices):
        GHL = "ghl", "GoHighLevel"
        OWN = "own", _("Own system")

    class State(models.TextChoices):
        OPEN = "open", _("In use")
        BROKEN = "broken", _("Stands still")
        OFF = "off", _("Switched off")
        REMOVED = "removed", _("Removed")

    kind = models.CharField(_("kind"), max_length=3, choices=Kind)
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(
        _("address"), max_length=500, help_text="https://..., or the location's id at GoHighLevel."
    )
    sealed = models.BinaryField(default=b"", help_text="The signing secret, for this clinic alone; empty for GHL.")
    events = ArrayField(models.CharField(max_length=30), verbose_name=_("what it is told"), default=list)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.OPEN)
    code = models.CharField(max_length=40, blank=True, help_text="Why it stands still: comms.outbound.words.")
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    failing_since = models.DateTimeField(null=True, help_text="The first of these.")
    paused_until = models.DateTimeField(null=True, help_text="Nothing is told before.")
    created_at = models.DateTimeField(_("made"))

    objects = ConnectorQuerySet.as_manager()

    class Meta:
        verbose_name = _("other system")
        verbose_name_plural = _("other systems")
        ordering = ["kind", "id"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="ghl"), name="connector_one_ghl"),
            models.CheckConstraint(condition=~Q(address=""), name="connector_has_an_address"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """Where it is, without what may be a key: of an address the host alone."""
        return f"https://{urlsplit(self.address).hostname}/\u2026" if self.is_own else self.address

    @property
    def is_own(self) -> bool:
        return self.kind == self.Kind.OWN
