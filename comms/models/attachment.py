import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.models.message import Message
from comms.querysets import OfMessageQuerySet


class Attachment(models.Model):
    """A file of a message, in the clinic's private storage under a random name (H:X7, X8)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being fetched")
        STORED = "stored", _("Stored")
        REFUSED = "refused", _("Not kept")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(_("name"), max_length=200, blank=True, help_text="As its sender called it; for people.")
    mime = models.CharField(max_length=100, blank=True, help_text="As its bytes say, once it is stored.")
    size = models.PositiveIntegerField(default=0, help_text="Bytes.")
    sha256 = models.CharField(max_length=64, blank=True)
    media_id = models.CharField(max_length=255, blank=True, help_text="The provider's, until it is fetched.")
    url = models.CharField(max_length=2000, blank=True, help_text="The provider's, where it has no id.")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    refused_for = models.CharField(max_length=20, blank=True, help_text="type, size, gone, broken")

    objects = OfMessageQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
