"""What may stand behind a name in the address of the list: read into values, or refused in words."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crm.lib.lines import one_line
from crm.lib.row_ids import row_id

MOST_VALUES = 50
LONGEST = 120
_YES, _NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class _Listed(forms.Widget):
    """Values said once each, or with commas between them: ?status=new&status=3 and ?status=new,3.

    Which of `known` has a comma itself is meant whole.
    """

    known: Collection[str] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        said = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
        return [one.strip() for text in said for one in self._among(str(text)) if one.strip()]

    def _among(self, text: str) -> list[str]:
        return [text] if text in self.known else text.split(",")


class Several(forms.Field):
    """Any of several values; with `known`, of a closed list of those."""

    widget = _Listed

    def __init__(self, *, known: Collection[str] | None = None, **options: Any):
        super().__init__(**options)
        self.known = self.widget.known = () if known is None else known
        self.is_closed = known is not None

    def clean(self, value: list[str]) -> list[str]:
        if len(value) > MOST_VALUES or any(len(one) > LONGEST or "\x00" in one for one in value):
            raise ValidationError(_("This is too long, or holds a sign that no name has."))
        if self.is_closed:
            value = [self._known(one) for one in value]
        return list(dict.fromkeys(value))

    def _known(self, value: str) -> str:
        """As the list writes it, in whichever case it came."""
        if value in self.known:
            return value
        alike = [one for one in self.known if one.lower() == value.lower()]
        if not alike:
            raise ValidationError(_("There is no “%(value)s” here.") % {"value": value})
        return str(alike[0])


class YesNo(forms.Field):
    """True, False, or None for nothing said."""

    widget = forms.TextInput

    def clean(self, value: str | None) -> bool | None:
        said = str(value or "").strip().lower()
        if said not in _YES | _NO | {""}:
            raise ValidationError(_("Say yes or no."))
        return said in _YES if said else None


class Text(forms.CharField):
    """One line, without the signs that nobody sees."""

    def __init__(self, **options: Any):
        super().__init__(max_length=LONGEST, **options)

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value))


class Whole(forms.IntegerField):
    """A whole number from 0; as large as ten years of days, or a score, are."""

    def __init__(self, **options: Any):
        super().__init__(min_value=0, max_value=36_500, **options)


class Number(forms.DecimalField):
    """What a number of a clinic's own field holds."""

    def __init__(self, **options: Any):
        super().__init__(max_digits=18, decimal_places=4, **options)


class Day(forms.DateField):
    """A day as in 2026-11-21, of years that people mean."""

    def __init__(self, **options: Any):
        super().__init__(input_formats=["%Y-%m-%d"], **options)

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day is not None and not 1900 < day.year < 3000:
            raise ValidationError(self.error_messages["invalid"])
        return day


def ids_among(values: list[str]) -> list[int]:
    """Those of the values that may be the number of a row."""
    return [number for one in values if (number := row_id(one))]
