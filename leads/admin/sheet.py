"""The page with all filters, shown beside the list where there is a script."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leads.admin.chips import seen
from leads.models import Lead, Partner, Stage, Tag, Treatment
from leads.services.finding.fields import Day, Several, Whole, YesNo
from leads.services.finding.filters import LeadFilters
from leads.services.finding.narrow import Narrow
from leads.services.finding.narrowing import CURRENT, ME, NOBODY, NONE
from leads.services.finding.sorting import ORDERS, SORTS
from leads.services.own_names import shown_name
from leads.services.owners import possible_owners
from leads.services.sharing.duty import is_alone
from tenants.desk.pages import page_context
from tenants.staff.languages import SPOKEN
from tenants.staff.models import User

Pairs = list[tuple[str, Any]]
TYPES = {Day: "date", Whole: "number"}
ORDER_WORDS = dict(zip(ORDERS, (_("Lowest, or A, first"), _("Highest, or Z, first")), strict=True))


@dataclass(frozen=True)
class Asked:
    """One question of the sheet. `kind` is many, yes_no, or the type of an input."""

    name: str
    label: Any
    kind: str
    choices: list[tuple[str, Any, bool]]
    value: str = ""
    wrong: str = ""


def filter_sheet(request: HttpRequest) -> HttpResponse:
    """Every filter with what the address says; sending it leads to the list."""
    rows = Lead.objects.visible_to(request.user)
    filters = LeadFilters(request.GET, rows, reader=request.user, now=timezone.now())
    context = page_context(
        request, asked=list(_questions(filters)), sorts=_sorts(request), query=request.GET.get("q", "")
    )
    return TemplateResponse(request, "admin/leads/lead/filters.html", context)


def _questions(filters: LeadFilters) -> Iterator[Asked]:
    for name, one in filters.filters.items():
        if name == "search" or (name == "assigned_to" and is_alone()):
            continue
        said = filters.form.fields[name].widget.value_from_datadict(filters.data, {}, name)
        wrong = next(iter(filters.form.errors.get(name, [])), "")
        if choices := _choices(name, one, filters.reader):
            chosen = set(said if isinstance(said, list) else [said])
            marked = [(value, words, value in chosen) for value, words in choices]
            yield Asked(name, one.label, "many", marked, wrong=wrong)
        else:
            text = ", ".join(said) if isinstance(said, list) else said or ""
            yield Asked(name, one.label, _kind(one), [], text, wrong)


def _kind(one: Narrow) -> str:
    return "yes_no" if one.field_class is YesNo else TYPES.get(one.field_class, "text")


def _choices(name: str, one: Narrow, reader: User) -> Pairs:
    """What may be ticked; nothing for what is typed."""
    if one.field_class is not Several:
        return []
    if name in _ROWS:
        return _ROWS[name](reader)
    return [(str(value), words) for value, words in one.known.items() if value != CURRENT]


def _rows(model: Any, word: Callable[[Any], Any] = str) -> Callable[[User], Pairs]:
    return lambda reader: _pairs(seen(model, reader), word)


def _pairs(rows: Iterable[Any], word: Callable[[Any], Any] = str) -> Pairs:
    return [(str(row.pk), word(row)) for row in rows]


def _owners(reader: User) -> Pairs:
    return [(ME, _("me")), (NOBODY, _("nobody")), *_pairs(possible_owners())]


def _partners(reader: User) -> Pairs:
    partners = _rows(Partner)(reader)
    return [(NONE, _("none")), *partners] if partners else []


def _languages(reader: User) -> Pairs:
    return list(SPOKEN.items())


_ROWS: dict[str, Callable[[User], Pairs]] = {
    "status": _rows(Stage, shown_name),
    "assigned_to": _owners,
    "tags": _rows(Tag),
    "tags_all": _rows(Tag),
    "tags_none": _rows(Tag),
    "partner": _partners,
    "treatment": _rows(Treatment, shown_name),
    "language": _languages,
}


def _sorts(request: HttpRequest) -> dict[str, Any]:
    return {
        "by": [(name, words, name == request.GET.get("sort_by")) for name, (_c, words, _o) in SORTS.items()],
        "order": [(name, words, name == request.GET.get("sort_order")) for name, words in ORDER_WORDS.items()],
    }
