"""The clinic's own fields on the form of a lead. What a text may be, leads.services.custom_kinds says."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.models import CustomField, Lead
from leads.services.custom import PREFIX, active_fields, custom_of
from leads.services.custom_fields import field_name
from leads.services.custom_kinds import LONGEST, Value, plain

Kind = CustomField.Kind


Facts = list[tuple[str, Value]]  # name and value of those that hold something


def own_form_fields(lead: Lead) -> tuple[dict[str, forms.Field], dict[str, str], Facts]:
    """By custom.<key>: the field, and what it shows now; and the facts. Two questions; one when the clinic has
    none."""
    fields, held = _read(lead)
    made = {f"{PREFIX}{key}": _form_field(field, held.get(key)) for key, field in fields.items()}
    return made, {f"{PREFIX}{key}": plain(held.get(key)) or "" for key in fields}, _facts(fields, held)


def own_facts(lead: Lead) -> Facts:
    """For who only reads."""
    return _facts(*_read(lead))


def _read(lead: Lead) -> tuple[Mapping[str, CustomField], Mapping[str, Value]]:
    fields = active_fields()
    return fields, custom_of(lead.pk) if fields else {}


def _facts(fields: Mapping[str, CustomField], held: Mapping[str, Value]) -> Facts:
    return [(field_name(field), held[key]) for key, field in fields.items() if key in held]


def _form_field(field: CustomField, held: Value) -> forms.Field:
    label = field_name(field)
    if field.kind == Kind.CHOICE:
        of_old = [held] if held and held not in field.options else []
        choices = [("", _("nothing")), *((text, text) for text in [*field.options, *of_old])]
        return forms.ChoiceField(label=label, required=False, choices=choices)
    widgets = {
        Kind.NUMBER: forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr"}),
        Kind.DATE: forms.DateInput(attrs={"type": "date"}),
    }
    return forms.CharField(label=label, required=False, max_length=LONGEST, widget=widgets.get(field.kind))
