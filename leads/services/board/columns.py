from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce

from leads.models import Lead, Stage
from leads.models.stage import DONE
from leads.querysets import LeadQuerySet
from leads.services.board.cards import cards_of
from leads.services.board.urgency import most_urgent_first
from leads.services.board.worth import Worth, worth_by_stage
from leads.services.finding.counting import IDS, number_of
from tenants.desk.services.counting import EXACT

SHOWN = 30  # cards of a column at once


@dataclass(frozen=True)
class Column:
    """`number` is at most EXACT; `is_over` when more stand there. `more` come behind the cards, at most EXACT, too.

    `worth` is by currency, the largest first.
    """

    stage: Stage
    number: int
    more: int
    is_over: bool
    is_folded: bool
    worth: Sequence[Worth] = ()
    cards: Sequence[Lead] = field(default_factory=list)


def columns_of(
    rows: LeadQuerySet,
    *,
    stages: QuerySet[Stage],
    shown: int = SHOWN,
    unfolded: bool = False,
    ahead: LeadQuerySet | None = None,
) -> list[Column]:
    """A column for each of `stages`, of what the reader sees in `rows`; `ahead` are those whose cards are wanted.

    The ends of a journey are folded, without cards, unless `unfolded`. The number of statements depends on neither
    the number of stages nor of leads.
    """
    held = list(standing(rows, ahead, stages=stages, shown=shown, unfolded=unfolded))
    worth = worth_by_stage(rows)
    cards = cards_of(pk for stage in held for pk in stage.first or ())
    return [
        Column(
            stage=stage,
            number=min(stage.number, EXACT),
            more=max(0, min(getattr(stage, "ahead", stage.number), EXACT) - len(stage.first or ())),
            is_over=stage.number > EXACT,
            is_folded=not unfolded and stage.semantic in DONE,
            worth=worth.get(stage.pk, ()),
            cards=[cards[pk] for pk in stage.first or () if pk in cards],
        )
        for stage in held
    ]


def standing(
    rows: LeadQuerySet, ahead: LeadQuerySet | None, *, stages: QuerySet[Stage], shown: int, unfolded: bool
) -> QuerySet[Stage]:
    """`stages` with how many of `rows` stand there, and the ids of the first of them, or of `ahead`."""
    counted = stages.annotate(number=_number(rows))
    if ahead is None:
        return counted.annotate(first=_first(rows, shown, unfolded))
    return counted.annotate(ahead=_number(ahead), first=_first(ahead, shown, unfolded))


def _number(rows: LeadQuerySet) -> Coalesce:
    return number_of(rows.order_by().filter(stage=OuterRef("pk")), most=EXACT + 1)


def _first(rows: LeadQuerySet, shown: int, unfolded: bool) -> Cast | Case:
    here = most_urgent_first(rows.filter(stage=OuterRef("pk"))).values("pk")[:shown]
    first = Cast(ArraySubquery(here), IDS)
    if unfolded:
        return first
    return Case(When(semantic__in=DONE, then=Value([], output_field=IDS)), default=first, output_field=IDS)
