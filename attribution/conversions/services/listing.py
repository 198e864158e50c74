"""Conversions and files as somebody sees them: counted in one question, a page from a key on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.db.models import Count, Q

from attribution.conversions.models import ConversionEvent, ConversionRules, Export
from attribution.conversions.models.export import Layout
from attribution.conversions.querysets import ConversionEventQuerySet, State
from attribution.conversions.services.choosing import Wish, waiting
from tenants.staff.models import User

PAGE = 50
SHOWN_FILES = 20
COUNTED = timedelta(days=180)  # whatever is older is told to nobody any more


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; an odd value narrows to nothing it would mean, and is left out."""

    state: str = ""
    before: int | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        state, before = query.get("state", ""), query.get("before", "")
        number = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
        return cls(state if state in State.values else "", number)


@dataclass(frozen=True)
class Numbers:
    """How many of each state, and how many the next file of each layout has."""

    states: Mapping[str, int]
    ready: Mapping[str, int]


def seen(user: User, rules: ConversionRules, *, now: datetime) -> ConversionEventQuerySet:
    """Those of the last half year, of leads that this person sees."""
    rows = ConversionEvent.objects.visible_to(user).filter(occurred_at__gte=now - COUNTED)
    return rows.with_state(rules.tells, now)


def numbers_of(user: User, rules: ConversionRules, *, zone: str, now: datetime) -> Numbers:
    """Two statements."""
    rows = seen(user, rules, now=now).order_by().values_list("state", "click_kind").annotate(number=Count("pk"))
    states, ready = dict.fromkeys(State.values, 0), dict.fromkeys(Layout.values, 0)
    for state, click, number in rows:
        states[state] += number
        if state == State.READY:
            ready[click] += number
    ready[Layout.PLAIN] = ready[Layout.GCLID]
    reached = Q(lead__identities__is_valid=True, lead__identities__kind__in=("email", "phone"))
    hashed = waiting(Wish(Layout.ENHANCED), rules, by=user, zone=zone, now=now).filter(reached)
    ready[Layout.ENHANCED] = hashed.order_by().aggregate(number=Count("pk", distinct=True))["number"]
    return Numbers(states, ready)


def page_of(
    user: User, rules: ConversionRules, asked: Asked, *, now: datetime
) -> tuple[list[ConversionEvent], int | None]:
    """The newest first, and the key from which the next page goes on; None at the end."""
    rows = seen(user, rules, now=now)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if last := ConversionEvent.objects.visible_to(user).filter(pk=asked.before).first():
        at_once = Q(occurred_at=last.occurred_at, pk__lt=last.pk)
        rows = rows.filter(Q(occurred_at__lt=last.occurred_at) | at_once)
    newest = rows.select_related("lead").prefetch_related("lead__identities").order_by("-occurred_at", "-pk")
    found = list(newest[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def files_of(user: User) -> list[Export]:
    return list(Export.objects.visible_to(user).select_related("by")[:SHOWN_FILES])
