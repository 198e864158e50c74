"""Which leads a program asks for: the filters and orders of the list, by the same names (F:W1, W3)."""

from collections.abc import Callable, Mapping

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from crm.lib.errors import InvalidData
from leads.api.bodies import wrong
from leads.models import Lead
from leads.querysets import LeadQuerySet
from leads.services.finding.fields import ids_among
from leads.services.finding.filters import LeadFilters, names_of_filters, narrowed
from leads.services.finding.onward import page_behind
from leads.services.finding.sorting import ORDERS, SORTS, in_order
from tenants.staff.models import User

AFTER = "after"
BEHIND = OpenApiParameter(
    AFTER, int, description="In place of skip: the id of a lead, to go on behind it; as quick however far."
)
FILTERS = [
    OpenApiParameter(name, str, description=str(one.label)) for name, one in LeadFilters.base_filters.items()
]
ASKED = [
    *FILTERS,
    OpenApiParameter("sort_by", str, enum=list(SORTS)),
    OpenApiParameter("sort_order", str, enum=list(ORDERS)),
]


def asked_for(rows: LeadQuerySet, asked: QueryDict, *, reader: User) -> LeadQuerySet:
    """Of `rows` those that `asked` means, in its order. What is no filter asks nothing (H:A4).

    Raises InvalidData by name for what cannot be read.
    """
    found = narrowed(rows, asked, reader=reader, now=timezone.now())
    return in_order(found, asked.get("sort_by", ""), asked.get("sort_order", ""))


def behind(request: Request, rows: LeadQuerySet) -> Callable[[int], list[Lead]] | None:
    """So many of `rows` behind the lead that was named, if one was. InvalidData for one out of sight."""
    asked = request.query_params
    if AFTER not in asked:
        return None
    pks = ids_among([asked[AFTER]])
    lead = Lead.objects.visible_to(request.user).filter(pk__in=pks).first()
    if lead is None:
        wrong(AFTER, _("There is no such lead. Begin again without it."))
    sort = asked.get("sort_by", ""), asked.get("sort_order", "")
    return lambda limit: page_behind(rows, lead, sort, most=limit)


def read_filter(asked: object) -> QueryDict:
    """A filter as JSON has it, as an address would say it: a list is several values, true is yes.

    It says what will be changed, so it is taken at its word: InvalidData by name for what is no filter.
    """
    if not isinstance(asked, Mapping):
        wrong("filter", _("Send one JSON object."))
    known = names_of_filters()
    if strange := {name: [_("There is no such filter.")] for name in asked if name not in known}:
        raise InvalidData(_("Some fields are wrong."), fields=strange)
    question = QueryDict(mutable=True)
    for name, value in asked.items():
        several = value if isinstance(value, list) and value else [value]
        question.setlist(name, [_said(name, one) for one in several])
    return question


def _said(name: str, value: object) -> str:
    """As text. An empty one would mean all leads."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    said = str(value).strip(" ,") if isinstance(value, str | int | float) else ""
    return said or wrong(name, _("A text, a number, true or false, or a list of those."))
