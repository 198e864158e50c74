"""Stored values in words: labels of fields, choices, names of the rows that ids stand for."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tenants.audit.models import Entry
from tenants.audit.registry import trailed

if TYPE_CHECKING:
    from tenants.staff.models import User

NOTHING = "—"
MOMENT, DAY = "j M Y, H:i", "j M Y"  # as everywhere in the desk
PAIR = 2
Names = dict[tuple[type[Model], int], str]


@dataclass(frozen=True)
class Change:
    """One field, in words. Of many-to-many fields only one of both sides is filled."""

    field: str
    before: str
    after: str


def model_of(entry: Entry) -> type[Model] | None:
    return ContentType.objects.get_for_id(entry.content_type_id).model_class()


def names_in(entries: Iterable[Entry], reader: "User | None" = None) -> Names:
    """The rows that changes point at, one query a kind of row whatever the number of entries; of what `reader` does
    not see, or is gone, only that it is so. None reads everything."""
    wanted: dict[type[Model], set[int]] = {}
    for entry in entries:
        for name, pair in (entry.changes or {}).items():
            field = _field(model_of(entry), name)
            if isinstance(pair, list) and field is not None and field.many_to_one:
                wanted.setdefault(field.related_model, set()).update(v for v in pair if type(v) is int)
    return {name: called for model, pks in wanted.items() for name, called in _names(model, pks, reader)}


def _names(
    model: type[Model], pks: Iterable[int], reader: "User | None"
) -> Iterator[tuple[tuple[type[Model], int], str]]:
    kept = trailed(model)
    is_closed = reader is not None and kept is not None and kept.seen is not None
    rows = (kept.seen(reader) if is_closed else model._base_manager).in_bulk(pks)
    for pk in pks:
        if pk in rows:
            yield (model, pk), _called(rows[pk])
        elif is_closed:
            yield (model, pk), _("out of your sight")


def _called(row: Model) -> str:
    kept = trailed(type(row))
    return kept.called(row) if kept else str(row)


def changes_in_words(entry: Entry, names: Names) -> list[Change]:
    model = model_of(entry)
    return [_change(_field(model, name), name, pair, names) for name, pair in (entry.changes or {}).items()]


def _change(field: Field | None, name: str, pair: Any, names: Names) -> Change:
    label = capfirst(str(field.verbose_name)) if field is not None else capfirst(name.replace("_", " "))
    if isinstance(pair, dict):
        return Change(label, _many(pair.get("removed")), _many(pair.get("added")))
    before, after = pair if isinstance(pair, list) and len(pair) == PAIR else (None, pair)  # from an older version
    return Change(label, _shown(field, before, names), _shown(field, after, names))


def _shown(field: Field | None, value: Any, names: Names) -> str:
    if value is None or value in ("", [], {}):
        return NOTHING
    if in_words := _in_own_words(field):
        return in_words(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return _many(value)
    if field is not None and field.many_to_one and type(value) is int:
        return names.get((field.related_model, value), f"#{value}")
    choices = dict(field.flatchoices) if field is not None and getattr(field, "choices", None) else {}
    if not isinstance(value, dict) and value in choices:
        return str(choices[value])
    return _moment(field, value)


def _in_own_words(field: Field | None) -> Callable[[Any], str] | None:
    kept = trailed(field.model) if field is not None else None
    return kept.shown.get(field.name) if kept else None


def _moment(field: Field | None, value: Any) -> str:
    kind = field.get_internal_type() if field is not None else ""
    try:
        if kind == "DateTimeField" and (moment := parse_datetime(str(value))):
            return formats.date_format(_local(moment), MOMENT)
        if kind == "DateField" and (day := parse_date(str(value))):
            return formats.date_format(day, DAY)
    except ValueError:
        pass
    return str(value)


def _local(moment: datetime) -> date:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def _many(values: Any) -> str:
    return ", ".join(str(value) for value in values) if values else NOTHING


def _field(model: type[Model] | None, name: str) -> Field | None:
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None
