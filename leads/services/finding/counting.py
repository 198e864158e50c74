"""How many leads fit: exactly as far as a person would count, and about how many beyond (HOUSE 16)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Func, IntegerField, QuerySet
from django.db.models.functions import Cast, Coalesce

from tenants.desk.services.counting import counted
from tenants.staff.models import User

IDS = ArrayField(BigIntegerField())


@dataclass(frozen=True)
class Count:
    """`is_about`: the planner's estimate, in two figures."""

    number: int
    is_about: bool = False


def count_of(rows: QuerySet) -> Count:
    number, is_about = counted(rows)
    return Count(_in_two_figures(number) if is_about else number, is_about)


def counts_of(many: Sequence[QuerySet], *, most: int, reader: User) -> list[int]:
    """How many rows each holds, as far as `most`, in one statement."""
    if not many:
        return []
    asked = [number_of(rows.order_by(), most=most) for rows in many]
    return list(User.objects.filter(pk=reader.pk).order_by().values_list(*asked).get())


def number_of(rows: QuerySet, *, most: int) -> Coalesce:
    """How many, as far as `most`, as a column of another statement. A question that nobody can fit is 0: Django
    does not even ask it, and an array of unknown kind has no length."""
    counted = Func(Cast(ArraySubquery(rows.values("pk")[:most]), IDS), function="cardinality")
    return Coalesce(counted, 0, output_field=IntegerField())


def _in_two_figures(number: int) -> int:
    scale = 10 ** max(0, len(str(number)) - 2)
    return round(number / scale) * scale
