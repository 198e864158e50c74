"""A stage, as people type it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from leads.models import Colour, Stage
from leads.models.stage import Semantic
from leads.services.price_list import NAMES_WRONG, names_shown
from leads.services.stage_list import LONGEST_WAIT
from tenants.desk.forms import AskingForm

LONGEST_TEXT = 4000


def _label(name: str) -> Any:
    return capfirst(Stage._meta.get_field(name).verbose_name)


class StageForm(AskingForm):
    """Each field remembers what it showed: of a colleague's change meanwhile nothing is undone by the rest."""

    name = forms.CharField(label=_label("name"), max_length=60, widget=forms.TextInput(attrs={"dir": "auto"}))
    semantic = forms.ChoiceField(
        label=_label("semantic"),
        choices=Semantic.choices,
        help_text=_("What rules and reports take this stage for, whatever you call it."),
    )
    colour = forms.ChoiceField(label=_label("colour"), choices=Colour.choices)
    sla_minutes = forms.IntegerField(
        label=_("Minutes to act"),
        required=False,
        min_value=1,
        max_value=LONGEST_WAIT,
        help_text=_("The next step is due so long after a lead comes here. Empty: no time is set."),
    )
    probability = forms.IntegerField(
        label=_label("probability"),
        min_value=0,
        max_value=100,
        help_text=_("Percent of those here who accept in the end."),
    )
    names = forms.CharField(
        label=_label("names"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("One on a line, as in it: Preventivo inviato."),
    )

    def __init__(self, data: Mapping[str, str] | None, *, row: Stage):
        plain = {name: getattr(row, name) for name in ("name", "semantic", "colour", "sla_minutes", "probability")}
        super().__init__(data, initial=plain | {"names": names_shown(row.names)})
        for name, field in self.fields.items():
            field.show_hidden_initial = True
            field.widget.attrs["class"] = "bw-input"
            if name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"id_{name}_error"}

    def clean_names(self) -> dict[str, str]:
        pairs = [line.partition(":") for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if not all(name.strip() for _code, _colon, name in pairs):
            raise forms.ValidationError(NAMES_WRONG)
        return {code.strip().lower(): name for code, _colon, name in pairs}

    def changed(self) -> dict[str, Any]:
        """Of a valid form, what is to be written."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.changed_data}
