"""Whom a sequence brought back: replies and bookings by the week in which people began, and by list (F:C27).

A booking is a callback or an acceptance after they began: what a campaign of old leads is for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncWeek

from comms.sequences.models import Enrolment, StepRun
from comms.sequences.services.counting import REACHED, REPLIED, people_of
from leads.models import LeadImport, StageChange
from leads.models.stage import WON, Semantic
from tenants.staff.models import User

BOOKED = (Semantic.CALLBACK, *WON)
WEEKS = 26  # shown, the newest


@dataclass(frozen=True)
class Back:
    """`people` began, to `sent` of them something went."""

    people: int
    sent: int
    replied: int
    booked: int


@dataclass(frozen=True)
class BroughtBack:
    weeks: list[tuple[datetime, Back]]
    lists: list[tuple[LeadImport, Back]]


def brought_back(sequence: int, *, by: User) -> BroughtBack:
    """Three statements. Somebody of two lists counts with each; lists only where enrolments came from one."""
    people = _marked(people_of(sequence, by=by)).order_by()
    weeks = people.annotate(week=TruncWeek("began_at")).values_list("week")
    newest = sorted(_summed(weeks), reverse=True)[:WEEKS]
    of_lists = dict(_summed(people.filter(_by_list()).values_list(F("lead__imported__brought"))))
    lists = LeadImport.objects.visible_to(by).filter(pk__in=of_lists).order_by("-created_at", "-pk")
    return BroughtBack(newest, [(one, of_lists[one.pk]) for one in lists])


def _marked(people: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    runs = StepRun.objects.filter(enrolment=OuterRef("pk")).order_by()
    moved = StageChange.objects.filter(lead=OuterRef("lead"), at__gte=OuterRef("began_at"), to_semantic__in=BOOKED)
    return people.annotate(
        was_sent=Exists(runs.filter(REACHED)),
        has_replied=Exists(runs.filter(REPLIED)),
        has_booked=Exists(moved.order_by()),
    )


def _by_list() -> Q:
    """They were in a list before they began."""
    return Q(lead__imported__isnull=False, lead__imported__at__lte=F("began_at"))


def _summed(rows: QuerySet) -> Iterable[tuple]:
    each = rows.annotate(
        Count("pk", distinct=True),
        sent=Count("pk", filter=Q(was_sent=True), distinct=True),
        replied=Count("pk", filter=Q(has_replied=True), distinct=True),
        booked=Count("pk", filter=Q(has_booked=True), distinct=True),
    )
    return [(what, Back(*numbers)) for what, *numbers in each]
