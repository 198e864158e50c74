"""One day's hours on one line: 08:00-12:00, 13:00-17:00."""

import re
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.staff.models.hours import DAY, clock
from tenants.staff.services.weekly import Stretch, over_midnight

_STRETCH = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-\u2013]\s*(\d{1,2})[:.](\d{2})", re.ASCII)
_MOST = 6  # stretches a day
_HOW = _("Write hours like 08:00-12:00, 13:00-17:00.")


class HoursField(forms.CharField):
    """Cleans to [(from, to), ...] in minutes of the day; the end may lie in the next day, as in 22:00-06:00."""

    is_grouped = True  # shown by staff/people/hours.html

    def __init__(self, **kwargs: object):
        widget = forms.TextInput(attrs={"class": "bw-input", "autocomplete": "off", "inputmode": "text"})
        super().__init__(required=False, max_length=120, widget=widget, **kwargs)

    def clean(self, value: str) -> list[tuple[int, int]]:
        parts = [part.strip() for part in super().clean(value).split(",") if part.strip()]
        if len(parts) > _MOST:
            raise forms.ValidationError(_HOW)
        return [_read(part) for part in parts]

    @staticmethod
    def on(day: int, stretches: Iterable[tuple[int, int]]) -> list[Stretch]:
        return [one for starts, ends in stretches for one in over_midnight(day, starts, ends % DAY or DAY)]


def written(stretches: Iterable[Stretch], day: int) -> str:
    return ", ".join(f"{clock(starts)}-{clock(ends)}" for on, starts, ends in stretches if on == day)


def _read(part: str) -> tuple[int, int]:
    found = _STRETCH.fullmatch(part)
    if found is None:
        raise forms.ValidationError(_HOW)
    hours, minutes = [int(found[1]), int(found[3])], [int(found[2]), int(found[4])]
    starts, ends = (hour * 60 + minute for hour, minute in zip(hours, minutes, strict=True))
    if max(minutes) > 59 or starts >= DAY or ends > DAY or starts == ends:
        raise forms.ValidationError(_HOW)
    return starts, ends
