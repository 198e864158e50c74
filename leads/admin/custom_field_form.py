"""A field of the clinic's own, as people type it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from leads.models import CustomField
from leads.services.custom_fields import LONGEST
from leads.services.price_list import NAMES_WRONG, names_shown
from tenants.desk.forms import AskingForm

MOST_POSITION, LONGEST_TEXT = 999, 7000


def _label(name: str) -> Any:
    return capfirst(CustomField._meta.get_field(name).verbose_name)


def _lines(name: str, help_text: Any) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    return forms.CharField(
        label=_label(name), required=False, max_length=LONGEST_TEXT, widget=box, help_text=help_text
    )


class CustomFieldForm(AskingForm):
    """Of a field that is there, kind and key are told and not asked."""

    name = forms.CharField(label=_label("name"), max_length=LONGEST)
    kind = forms.ChoiceField(
        label=_label("kind"), choices=CustomField.Kind.choices, help_text=_("It cannot be changed later.")
    )
    options = _lines("options", _("One on a line, in their order. Of a choice only."))
    names = _lines("names", _("One on a line, as in it: Fumatore."))
    position = forms.IntegerField(
        label=_label("position"), required=False, min_value=0, max_value=MOST_POSITION,
        help_text=_("The lowest stands first."),
    )  # fmt: skip
    in_list = forms.BooleanField(label=_label("in_list"), required=False)
    is_active = forms.BooleanField(
        label=_label("is_active"),
        required=False,
        help_text=_("Off: nobody is asked it, and what leads hold stays."),
    )

    def __init__(self, data: Mapping[str, str] | None, *, row: CustomField):
        super().__init__(data, initial=shown(row))
        if row.pk:
            del self.fields["kind"]
            if row.kind != CustomField.Kind.CHOICE:
                del self.fields["options"]
        else:
            del self.fields["position"]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "bw-check" if isinstance(field, forms.BooleanField) else "bw-input"
            if name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"id_{name}_error"}

    def clean_options(self) -> list[str]:
        return self.cleaned_data["options"].splitlines()

    def clean_names(self) -> dict[str, str]:
        pairs = [line.partition(":") for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if not all(name.strip() for _code, _colon, name in pairs):
            raise forms.ValidationError(NAMES_WRONG)
        return {code.strip().lower(): name for code, _colon, name in pairs}


def shown(row: CustomField) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("name", "kind", "position", "in_list", "is_active")}
    return plain | {"options": "\n".join(map(str, row.options)), "names": names_shown(row.names)}
