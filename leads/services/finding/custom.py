"""Filters of a clinic's own fields (F:L26): `custom_<key>`, and _min and _max where values have an order."""

import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Value
from django.db.models.functions import Upper
from django.utils.translation import gettext as _

from crm.lib.ttl import TTLCache
from leads.models import CustomField, CustomValue
from leads.querysets import LeadQuerySet
from leads.services.finding.fields import Day, Number, Several, Text
from leads.services.finding.narrow import Narrow
from leads.services.own_names import shown_name
from tenants.context import current_clinic

CACHE_SECONDS = 3
PREFIX = "custom_"
_NAME = re.compile(rf"{PREFIX}[a-z][a-z0-9_]{{0,60}}")
_fields: TTLCache[list[CustomField]] = TTLCache(seconds=CACHE_SECONDS)
Kind = CustomField.Kind


class Holding:
    """Leads whose value fits; each lookup is one of the indexes of CustomValue."""

    def __init__(self, field: CustomField, lookup: str):
        self.field, self.lookup = field, lookup

    def __call__(self, rows: LeadQuerySet, value: Any, asked: Any) -> LeadQuerySet:
        fitting = CustomValue.objects.filter(field=self.field, **{self.lookup: value})
        if self.lookup.startswith("text"):
            fitting = fitting.exclude(text="")  # as the index says of itself
        return rows.filter(pk__in=fitting.values("lead"))


class OneOf(Holding):
    """Any of several texts, as the index has them."""

    def __init__(self, field: CustomField):
        super().__init__(field, "text")

    def __call__(self, rows: LeadQuerySet, value: list[str], asked: Any) -> LeadQuerySet:
        holding = CustomValue.objects.filter(field=self.field).exclude(text="").alias(folded=Upper("text"))
        fitting = holding.filter(text__in=value, folded__in=[Upper(Value(one)) for one in value])
        return rows.filter(pk__in=fitting.values("lead"))


def custom_fields() -> list[CustomField]:
    """Those in use, in order; believed for CACHE_SECONDS by each process."""
    return _fields.get_or(current_clinic().uuid, lambda: list(CustomField.objects.filter(is_active=True)))


def forget_custom_fields() -> None:
    _fields.clear()


def could_be_custom(name: str) -> bool:
    """Whether it is spelt like the filter of a field, of one that was here before, too."""
    return _NAME.fullmatch(name) is not None


def called(name: str) -> str:
    """What the clinic called the field of such a filter; its key when nobody knows."""
    key = name.removeprefix(PREFIX)
    keys = [key, key.removesuffix("_min"), key.removesuffix("_max")]
    field = CustomField.objects.filter(key__in=keys).first()
    return shown_name(field) if field else key


def custom_filters() -> Iterator[tuple[str, Narrow]]:
    """New ones each time, by the name that stands in an address."""
    for field in custom_fields():
        name, label = f"{PREFIX}{field.key}", shown_name(field)
        if field.kind == Kind.CHOICE:
            known = {str(option): str(option) for option in field.options}
            yield name, Narrow(Several, OneOf(field), label=label, known=known)
        elif field.kind == Kind.TEXT:
            yield name, Narrow(Text, Holding(field, "text__istartswith"), label=label)
        else:
            yield from _ordered(field, name, label)


def _ordered(field: CustomField, name: str, label: str) -> Iterator[tuple[str, Narrow]]:
    column, reads = ("number", Number) if field.kind == Kind.NUMBER else ("day", Day)
    yield name, Narrow(reads, Holding(field, column), label=label)
    yield (
        f"{name}_min",
        Narrow(reads, Holding(field, f"{column}__gte"), label=_("%(field)s from") % {"field": label}),
    )
    yield f"{name}_max", Narrow(reads, Holding(field, f"{column}__lte"), label=_("%(field)s to") % {"field": label})
