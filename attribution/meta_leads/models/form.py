from django.db import models
from django.utils.translation import gettext_lazy as _

from attribution.meta_leads.models.connection import Connection


class Form(models.Model):
    """An instant form of a page: its questions as Meta tells them, and what the clinic chose that they mean."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="forms", db_index=False)
    form_id = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=255, blank=True)
    status = models.CharField(max_length=40, blank=True)
    locale = models.CharField(max_length=20, blank=True)
    questions = models.JSONField(default=list, help_text="[{key, label, type, options: [[key, label]]}]")
    choices = models.JSONField(default=dict, blank=True, help_text="{key of a question or box: what it means}")
    leads_count = models.PositiveBigIntegerField(null=True, help_text="Meta's own, of all time.")
    is_taken = models.BooleanField(_("its leads are taken in"), default=True)
    cursor = models.DateTimeField(null=True, help_text="Until when all is known.")
    left = models.JSONField(null=True, help_text="{since, until, to}: what a look did not reach.")
    asked_at = models.DateTimeField(null=True, help_text="Its questions.")

    objects = models.Manager()

    class Meta:
        verbose_name = _("instant form")
        verbose_name_plural = _("instant forms")
        ordering = ["name", "id"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["connection", "form_id"], name="meta_form_once")]

    def __str__(self) -> str:
        return self.name or self.form_id
