from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.expressions import OrderBy
from django.db.models.functions import Collate, Upper
from django.db.models.indexes import IndexExpression
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.querysets import ClinicRowsQuerySet, OfLeadQuerySet

# As django.contrib.postgres does where it is installed; it would ask every new connection for its types, too.
IndexExpression.register_wrappers(OrderBy, OpClass, Collate)


class CustomField(models.Model):
    """A field that a clinic adds to its leads (F:L26). `key` stays, whatever it is called later."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        CHOICE = "choice", _("Choice")

    key = models.SlugField(_("key"), max_length=40, unique=True, help_text=_("In files and in the API."))
    name = models.CharField(_("name"), max_length=60)
    names = models.JSONField(_("names by language"), default=dict, blank=True)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    options = models.JSONField(
        _("choices"), default=list, blank=True, help_text=_("Of a choice: its texts, in order.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    in_list = models.BooleanField(_("column of the list"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ClinicRowsQuerySet.as_manager()

    class Meta:
        verbose_name = _("field of your own")
        verbose_name_plural = _("fields of your own")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(key__regex=r"^[a-z][a-z0-9_]*$"), name="custom_field_key_plain"),
        ]

    def __str__(self) -> str:
        return self.name


class CustomValue(models.Model):
    """What a lead holds in one such field, in the column of its kind. No row is no value."""

    # The unique pair below is the index by lead.
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="custom_values", db_index=False)
    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="values", db_index=False)
    text = models.CharField(max_length=300, blank=True, help_text="Texts and choices.")
    number = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    day = models.DateField(null=True)

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("value of a field of your own")
        verbose_name_plural = _("values of fields of your own")
        ordering = ["field__position", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["lead", "field"], name="custom_value_once"),
            models.CheckConstraint(
                condition=~Q(text="", number=None, day=None), name="custom_value_says_something"
            ),
        ]
        indexes = [
            models.Index(  # by the beginning of a text, in whichever case
                "field",
                OpClass(Upper("text"), name="text_pattern_ops"),
                "lead",
                condition=~Q(text=""),
                name="custom_value_begins",
            ),
            models.Index(
                fields=["field", "number", "lead"], condition=Q(number__isnull=False), name="custom_value_number"
            ),
            models.Index(fields=["field", "day", "lead"], condition=Q(day__isnull=False), name="custom_value_day"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.field_id}"
