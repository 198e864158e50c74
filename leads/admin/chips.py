"""The filters that are on, in words, each with the address of the list without it."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.contrib.admin.views.main import PAGE_VAR
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from leads.admin.turning import PLACE
from leads.models import Partner, Semantic, Stage, Tag, Treatment
from leads.services.finding.fields import ids_among
from leads.services.finding.filters import LeadFilters
from leads.services.finding.narrowing import ME, NOBODY, NONE
from leads.services.own_names import shown_name
from tenants.desk.changelist import ActiveFilter
from tenants.staff.models import User

_ROWS = {
    "status": Stage,
    "tags": Tag,
    "tags_all": Tag,
    "tags_none": Tag,
    "partner": Partner,
    "treatment": Treatment,
}


def chips_of(filters: LeadFilters) -> Iterator[ActiveFilter]:
    """One for each name, at most one question to the database for each that names rows."""
    for name, one, value in filters.on():
        words = one.known
        texts = [str(words.get(text, text)) for text in value] if words else _in_words(name, value, filters.reader)
        yield ActiveFilter(str(one.label), ", ".join(texts), "?" + without(filters.data, name).urlencode())


def without(data: QueryDict, name: str) -> QueryDict:
    """The address with one filter less, on its first page."""
    left = data.copy()
    for gone in (name, PAGE_VAR, *PLACE):
        left.pop(gone, None)
    return left


def _in_words(name: str, value: Any, reader: User) -> list[str]:
    if isinstance(value, bool):
        return [_("yes") if value else _("no")]
    if isinstance(value, date):
        return [date_format(value, "j M Y")]
    if not isinstance(value, list):
        return [str(value)]
    named = _names(name, value, reader)
    return [str(named.get(one, one)) for one in value]


def seen(model: Any, reader: User) -> QuerySet:
    """Whoever sees leads sees the names of their stages and tags, whatever else their role may."""
    return model.objects.all() if model in (Stage, Tag) else model.objects.visible_to(reader)


def _names(name: str, values: list[str], reader: User) -> dict[str, Any]:
    """What is behind a number or a word of ours; what is not there stays as it was typed."""
    ids = ids_among(values)
    said = {
        ME: _("me"),
        NOBODY: _("nobody"),
        NONE: _("none"),
        **(dict(Semantic.choices) if name == "status" else {}),
    }
    if name == "assigned_to" and ids:
        return said | {str(one.pk): one for one in User.objects.filter(pk__in=ids)}
    model = _ROWS.get(name)
    rows = seen(model, reader).filter(pk__in=ids) if model and ids else ()
    shown: Callable[[Any], str] = shown_name if model in (Stage, Treatment) else str
    return said | {str(one.pk): shown(one) for one in rows}
