import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.querysets import ListUploadQuerySet


class ListUpload(models.Model):
    """A file for one of the clinic's lists, between the look at it and its import (H:I4).

    The file lies in private storage under this number and goes with the row (leads.services.list_uploads).
    """

    class List(models.TextChoices):
        """Of this floor; floors above keep files here under names of their own."""

        TREATMENT = "treatment", _("Price list")
        PARTNER = "partner", _("Partners")
        TAG = "tag", _("Tags")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    of = models.CharField(_("list"), max_length=9, choices=List)
    name = models.CharField(_("file"), max_length=120, help_text="As its owner called it.")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = ListUploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("file for a list")
        verbose_name_plural = _("files for lists")
        default_permissions = ()
        indexes = [models.Index(fields=["expires_at"], name="list_upload_expires")]

    def __str__(self) -> str:
        return f"{self.of}:{self.pk}"
