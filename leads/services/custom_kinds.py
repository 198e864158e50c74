"""What may stand in a field of the clinic's own, by its kind: read from text, and written as text (F:L26)."""

from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from crm.lib.lines import one_line
from leads.models import CustomField, CustomValue

Value = str | Decimal | date | None
COLUMNS = {
    CustomField.Kind.TEXT: "text",
    CustomField.Kind.CHOICE: "text",
    CustomField.Kind.NUMBER: "number",
    CustomField.Kind.DATE: "day",
}
LONGEST = CustomValue._meta.get_field("text").max_length
_BIGGEST = Decimal(10) ** 14  # numeric(18, 4)
_SMALLEST = Decimal("0.0001")
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 1, 1)


def read_value(field: CustomField, given: object) -> Value:
    """What `given` (a text, or a value of the kind) is for this field; None for nothing.

    Numbers with a point, days as 2026-11-21. Raises InvalidData with a sentence for what is none.
    """
    if given is None or (isinstance(given, str) and not one_line(given)):
        return None
    return _READERS[field.kind](field, given)


def plain(value: Value) -> str | None:
    """As the API, a file and the trail have it: 12.5, 2026-11-21."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def _no(said: str) -> Value:
    raise InvalidData(said)


def _text(_field: CustomField, given: object) -> Value:
    text = one_line(given) if isinstance(given, str) else _no(_("A text."))
    return text if len(text) <= LONGEST else _no(_("At most %(most)d letters.") % {"most": LONGEST})


def _choice(field: CustomField, given: object) -> Value:
    return given if isinstance(given, str) and given in field.options else _no(_("This does not exist."))


def _number(_field: CustomField, given: object) -> Value:
    try:
        number = Decimal(str(given).strip()) if not isinstance(given, bool) else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= _BIGGEST:
        _no(_("A number, as in 12.5."))
    return number.quantize(_SMALLEST) + 0  # no minus before zero


def _day(_field: CustomField, given: object) -> Value:
    try:
        day = given if type(given) is date else parse_date(given) if isinstance(given, str) else None
    except ValueError:
        day = None
    if day is None or not _EARLIEST <= day < _LATEST:
        _no(_("A day, as in 2026-11-21."))
    return day


_READERS = {
    CustomField.Kind.TEXT: _text,
    CustomField.Kind.CHOICE: _choice,
    CustomField.Kind.NUMBER: _number,
    CustomField.Kind.DATE: _day,
}
