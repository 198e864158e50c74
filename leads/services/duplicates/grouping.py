"""Leads of a clinic that share something that few share; whether they are alike is another question."""

from collections.abc import Iterator

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Func, QuerySet, TextField, Value
from django.db.models.functions import Length, Lower, Right

from leads.models import Identity, Lead
from leads.models.folded import folded
from leads.services.duplicates.numbers import ENDING, SHORTEST

MOST_ALIKE = 12  # leads of one group: what more share, info@ or a switchboard, says nothing


def groups_alike() -> Iterator[list[int]]:
    """By the end of a number, by what stands before the @ without its dots, by name beside a country or treatment.
    Four statements; a lead may be in several groups."""
    numbers = _contacts(Identity.Kind.PHONE).annotate(figures=_without("[^0-9]"))
    long_enough = numbers.annotate(length=Length("figures")).filter(length__gte=SHORTEST)
    yield from _shared(long_enough.annotate(ending=Right("figures", ENDING)).values("ending"), "lead")
    boxes = _contacts(Identity.Kind.EMAIL).annotate(box=Lower(_without("@.*|[.]")))
    yield from _shared(boxes.exclude(box="").values("box"), "lead")
    named = Lead.objects.current().exclude(first_name="").exclude(last_name="").order_by()
    named = named.annotate(first=folded(F("first_name")), last=folded(F("last_name")))
    yield from _shared(named.exclude(country="").values("first", "last", "country"), "pk")
    yield from _shared(named.exclude(treatment=None).values("first", "last", "treatment"), "pk")


def _contacts(kind: str) -> QuerySet[Identity]:
    return Identity.objects.filter(kind=kind, lead__archived_at=None).order_by()


def _without(pattern: str) -> Func:
    """The value but for what fits the pattern."""
    told = (F("value"), Value(pattern), Value(""), Value("g"))
    return Func(*told, function="regexp_replace", output_field=TextField())


def _shared(groups: QuerySet, key: str) -> Iterator[list[int]]:
    counted = groups.annotate(number=Count(key, distinct=True)).filter(number__range=(2, MOST_ALIKE))
    return counted.values_list(ArrayAgg(key, distinct=True), flat=True).iterator()
