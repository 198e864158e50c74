"""A sequence, its settings and its hours, as people type them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from comms.sequences.models import Group, Sequence, Version
from comms.sequences.services.content import seen_of, window_of
from comms.sequences.services.keeping import Settings, Window, seen_of_settings
from tenants.desk.forms import AskingForm

DAYS = [(str(number), name) for number, name in WEEKDAYS.items()]


def label_of(model: type, name: str) -> Any:
    return capfirst(model._meta.get_field(name).verbose_name)


def clock() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class SequenceForm(AskingForm):
    """Looks as ours, and gives back what was seen when it was filled in."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def dress(self) -> None:
        for name, field in self.fields.items():
            if not isinstance(field.widget, (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.HiddenInput)):
                field.widget.attrs["class"] = "bw-input"
            if name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"id_{name}_error"}


class NewForm(SequenceForm):
    name = forms.CharField(
        label=label_of(Sequence, "name"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"})
    )

    def __init__(self, data: Mapping[str, str] | None):
        super().__init__(data)
        self.dress()


class SettingsForm(SequenceForm):
    name = forms.CharField(
        label=label_of(Sequence, "name"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    about = forms.CharField(
        label=label_of(Sequence, "about"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    groups = forms.MultipleChoiceField(
        label=label_of(Sequence, "groups"),
        choices=Group.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever comes to stand elsewhere leaves the sequence."),
    )
    again_after = forms.IntegerField(
        label=label_of(Sequence, "again_after"), required=False, min_value=0, help_text=_("Empty: never.")
    )
    per_hour = forms.IntegerField(
        label=label_of(Sequence, "per_hour"),
        required=False,
        min_value=1,
        help_text=_("What is more goes in the hours after. Empty: as many as the channel takes."),
    )
    winner_at = forms.IntegerField(
        label=label_of(Sequence, "winner_at"),
        required=False,
        min_value=80,
        max_value=99,
        help_text=_("Percent, from 80 to 99. Empty: you choose."),
    )
    catches_up = forms.BooleanField(
        label=_("After a pause, send at once what was missed"),
        required=False,
        help_text=_("Otherwise everything moves by the length of the pause."),
    )

    def __init__(self, data: Mapping[str, str] | None, *, row: Sequence):
        held = {name: getattr(row, name) for name in Settings.__dataclass_fields__}
        super().__init__(data, initial=held | {"seen": seen_of_settings(row)})
        self.dress()

    def wanted(self) -> Settings:
        values = {name: self.cleaned_data[name] for name in Settings.__dataclass_fields__}
        return Settings(**values | {"groups": tuple(values["groups"])})


class WindowForm(SequenceForm):
    window_from = forms.TimeField(label=label_of(Version, "window_from"), widget=clock())
    window_until = forms.TimeField(label=label_of(Version, "window_until"), widget=clock())
    weekdays = forms.TypedMultipleChoiceField(
        label=label_of(Version, "weekdays"), choices=DAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    keeps_holidays = forms.BooleanField(label=label_of(Version, "keeps_holidays"), required=False)

    def __init__(self, data: Mapping[str, str] | None, *, version: Version):
        held = {name: getattr(version, name) for name in Window.__dataclass_fields__}
        super().__init__(data, initial=held | {"seen": seen_of(window_of(version))})
        self.dress()

    def wanted(self) -> Window:
        values = {name: self.cleaned_data[name] for name in Window.__dataclass_fields__}
        return Window(**values | {"weekdays": tuple(values["weekdays"])})
