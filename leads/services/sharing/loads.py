"""How many open leads each person has: counted seldom, and known at once with each lead that is given.

To count what somebody has open is to read all they ever had; each arrival would pay for it. What was given since is
read from the rows of OwnerChange, by an index.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from crm.lib.ttl import TTLCache
from leads.models import Lead, OwnerChange
from leads.services.inheritance import open_load
from tenants.context import current_clinic
from tenants.staff.models import User

CACHE_SECONDS = 30  # what people finish is seen by the product after this
_counted: TTLCache["Loads"] = TTLCache(seconds=CACHE_SECONDS)


@dataclass(frozen=True)
class Loads:
    """Open leads by person at the moment when OwnerChange `last` was the newest."""

    by_person: Mapping[int, int]
    last: int


def loads_of(pks: Collection[int]) -> Loads:
    """Call it while nobody else decides: what is given meanwhile would be counted twice."""
    key = current_clinic().uuid
    found = _counted.get_or(key, lambda: _count(pks))
    return found if found.by_person.keys() >= set(pks) else _count(pks)


def forget_loads() -> None:
    _counted.clear()


def given_since(last: int) -> dict[str, Coalesce | Subquery]:
    """Annotations of people: `since`, how many leads they were given after that row, and `given_at`, when last."""
    given = OwnerChange.objects.filter(to_owner=OuterRef("pk")).order_by()
    number = given.filter(pk__gt=last).values("to_owner").annotate(number=Count("pk")).values("number")
    return {
        "since": Coalesce(Subquery(number), 0),
        "given_at": Subquery(given.order_by("-pk").values("at")[:1]),
    }


def _count(pks: Collection[int]) -> Loads:
    last = OwnerChange.objects.aggregate(last=Max("pk"))["last"] or 0
    people: QuerySet[User] = User.objects.filter(pk__in=pks).annotate(load=open_load(Lead.objects.all()))
    return Loads(dict(people.values_list("pk", "load")), last)
