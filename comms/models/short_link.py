from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comms.models.message import Message
from comms.querysets import OfMessageQuerySet


class ShortLink(models.Model):
    """A page of the clinic's in one message, under an address of its own: whoever opens it is that patient.

    The target is what staff wrote into the template, kept when the message was written, so that the address leads
    nowhere else. Robots and previews are not counted (comms.services.links.robots).
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="links")
    code = models.CharField(max_length=22, unique=True, help_text="96 bits of chance; nothing about anybody.")
    target = models.CharField(max_length=400)
    opened_at = models.DateTimeField(_("opened"), null=True, help_text="For the first time.")
    opens = models.PositiveIntegerField(default=0)

    objects = OfMessageQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(target__startswith="https://"), name="short_link_is_https"),
            models.CheckConstraint(condition=~Q(code=""), name="short_link_has_a_code"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
