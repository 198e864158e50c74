"""The orders that a list of leads may have (F:W3): a closed list, each with the id to break a tie."""

from typing import Any

from django.db.models import F
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import InvalidData
from leads.models.folded import folded
from leads.querysets import LeadQuerySet

LAST_ARRIVAL, FOLLOW_UP = "last_arrival", "follow_up"
ASCENDING, DESCENDING = "asc", "desc"
_NAMES = ("last_name", "first_name")
# By its name in an address: columns, what it is called, which way round it is asked for more often.
SORTS: dict[str, tuple[tuple[str, ...], Any, str]] = {
    LAST_ARRIVAL: (("last_arrival_at",), _("Last enquiry"), DESCENDING),
    "score": (("lead_score",), _("Score"), DESCENDING),
    "created": (("created_at",), _("Arrived"), DESCENDING),
    "name": (_NAMES, _("Name"), ASCENDING),
    FOLLOW_UP: (("next_follow_up",), _("Next step"), ASCENDING),
}
ORDERS = (ASCENDING, DESCENDING)


def read_sort(sort_by: str, sort_order: str) -> tuple[str, str]:
    """Both as they are meant; whoever wrote last comes first unless told otherwise. InvalidData for unknown."""
    wrong = {}
    if sort_by and sort_by not in SORTS:
        wrong["sort_by"] = [_("There is no such order.")]
    if sort_order and sort_order not in ORDERS:
        wrong["sort_order"] = [_("Say asc or desc.")]
    if wrong:
        raise InvalidData(str(next(iter(wrong.values()))[0]), fields={k: [str(v[0])] for k, v in wrong.items()})
    name = sort_by or LAST_ARRIVAL
    return name, sort_order or SORTS[name][2]


def in_order(rows: LeadQuerySet, sort_by: str = "", sort_order: str = "") -> LeadQuerySet:
    """Rows in one of SORTS. Who has no next step comes last, whichever way round. Raises as `read_sort`."""
    name, order = read_sort(sort_by, sort_order)
    if name == FOLLOW_UP and order == DESCENDING:
        return rows.order_by(F("next_follow_up").desc(nulls_last=True), "-pk")
    columns = [as_sorted(column, F(column)) for column in (*SORTS[name][0], "pk")]
    return rows.order_by(*(one.asc() if order == ASCENDING else one.desc() for one in columns))


def as_sorted(column: str, value: Combinable) -> Combinable:
    """A value of this column as the orders compare it: names without case and accents."""
    return folded(value) if column in _NAMES else value
