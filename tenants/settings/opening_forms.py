"""What is asked about opening hours, holidays and pauses."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from crm.lib.lines import one_line
from tenants.desk.forms import AskingForm
from tenants.staff.hours_field import HoursField, written
from tenants.staff.models import WeeklyHours
from tenants.staff.services.weekly import Stretch

_INPUT = {"class": "bw-input"}
_DAY = forms.DateInput(attrs={**_INPUT, "type": "date"}, format="%Y-%m-%d")
_MOMENT = forms.DateTimeInput(attrs={**_INPUT, "type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
_FIRST, _LAST = date(2000, 1, 1), date(2100, 1, 1)


class OpeningForm(AskingForm):
    """One line for each day of the week."""

    def __init__(self, data: Any = None, *, held: list[Stretch]):
        super().__init__(data)
        for day, name in WeeklyHours.Weekday.choices:
            self.fields[f"hours_{day}"] = HoursField(label=name)
            self.initial[f"hours_{day}"] = written(held, day)
            self.fields[f"hours_{day}"].is_grouped = False

    def stretches(self) -> list[Stretch]:
        days = WeeklyHours.Weekday.values
        return sorted(one for day in days for one in HoursField.on(day, self.cleaned_data[f"hours_{day}"]))


class _LineField(forms.CharField):
    """A few words on one line."""

    default_validators = [ProhibitNullCharactersValidator()]

    def __init__(self, **kwargs: Any):
        widget = forms.TextInput(attrs={**_INPUT, "dir": "auto", "autocomplete": "off"})
        super().__init__(max_length=80, widget=widget, **kwargs)

    def clean(self, value: str) -> str:
        return one_line(super().clean(value))


class HolidayForm(AskingForm):
    day = forms.DateField(label=_("Day"), widget=_DAY)
    name = _LineField(label=_("Name"))

    def clean_day(self) -> date:
        return _in_our_time(self.cleaned_data["day"])


class PauseForm(AskingForm):
    """Times on the clinic's clock: the page shows them in its zone."""

    starts_at = forms.DateTimeField(label=_("From"), widget=_MOMENT)
    ends_at = forms.DateTimeField(label=_("Until"), widget=_MOMENT)
    why = _LineField(label=_("Why"), required=False)

    def clean_starts_at(self) -> Any:
        _in_our_time(self.cleaned_data["starts_at"].date())
        return self.cleaned_data["starts_at"]

    def clean_ends_at(self) -> Any:
        _in_our_time(self.cleaned_data["ends_at"].date())
        return self.cleaned_data["ends_at"]


def _in_our_time(day: date) -> date:
    if not _FIRST <= day < _LAST:
        raise forms.ValidationError(_("Choose a day of this century."))
    return day
