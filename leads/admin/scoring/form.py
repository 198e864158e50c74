"""A scoring profile as people choose it: what counts, for how many points, and from where on somebody is hot."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.services.scoring.keeping import BOUNDS, Wished
from leads.services.scoring.method import COUNTED as OFFERED
from leads.services.scoring.method import Counted, counted
from tenants.desk.forms import AskingForm

LABELS = {
    "base": (_("Points that every lead begins with"), ""),
    "hot_above": (_("Hot above"), _("With more points than this.")),
    "warm_from": (_("Warm from"), _("Below it a lead is cold.")),
}


class Row(NamedTuple):
    """One thing that can count: whether it does, and for how much."""

    what: Counted
    chosen: forms.BoundField
    most: forms.BoundField


class ScoringForm(AskingForm):
    def __init__(self, data: Mapping[str, str] | None, *, wished: Wished, readable_only: bool):
        super().__init__(data, initial=_initial(wished))
        for name in BOUNDS:
            self.fields[name] = _points(*LABELS[name], least=0)
        for key in OFFERED:
            told = {"what": counted(key).name}
            self.fields[f"on_{key}"] = forms.BooleanField(label=counted(key).name, required=False)
            self.fields[f"on_{key}"].widget.attrs["class"] = "bw-check"
            self.fields[key] = _points(_("Points for: %(what)s") % told, "", least=1, required=False)
        for name, field in self.fields.items():
            field.disabled = readable_only
            if self.is_bound and name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"id_{name}_error"}

    def rows(self) -> Iterator[Row]:
        return (Row(counted(key), self[f"on_{key}"], self[key]) for key in OFFERED)

    def bounds(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in BOUNDS)

    def clean(self) -> dict[str, Any]:
        for key in OFFERED:
            if self.cleaned_data.get(f"on_{key}") and key in self.cleaned_data and not self.cleaned_data[key]:
                self.add_error(key, _("From 1 to 100."))
        return self.cleaned_data

    def wished(self) -> Wished:
        given = self.cleaned_data
        weights = {key: given[key] for key in OFFERED if given[f"on_{key}"]}
        return Wished(weights, **{name: given[name] for name in BOUNDS})


def _points(label: Any, help_text: Any, *, least: int, required: bool = True) -> forms.IntegerField:
    box = forms.NumberInput(attrs={"class": "bw-input", "inputmode": "numeric"})
    told = {"min_value": _("From 0 to 100."), "max_value": _("From 0 to 100."), "invalid": _("A whole number.")}
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=least,
        max_value=100,
        widget=box,
        error_messages=told,
    )


def _initial(wished: Wished) -> dict[str, Any]:
    bounds = {name: getattr(wished, name) for name in BOUNDS}
    return bounds | dict(wished.weights) | {f"on_{key}": True for key in wished.weights}
