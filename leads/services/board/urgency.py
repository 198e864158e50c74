"""Whose turn is first in a column: an answer that is due, then a next step, then who wrote last."""

from django.db.models import F, Q

from leads.models import Lead
from leads.querysets import LeadQuerySet

_CLOCKS = ("answer_due_at", "next_follow_up")  # whoever waits for nothing comes after all who do


def most_urgent_first(rows: LeadQuerySet) -> LeadQuerySet:
    """The index lead_board has this order within a stage."""
    return rows.order_by(*(F(name).asc(nulls_last=True) for name in _CLOCKS), "-last_arrival_at", "-pk")


def behind(rows: LeadQuerySet, card: Lead) -> LeadQuerySet:
    """Those of `rows` that stand after `card` in its column."""
    level, later = Q(), Q()
    for name in _CLOCKS:
        held = getattr(card, name)
        if held is not None:
            later |= level & (Q(**{f"{name}__gt": held}) | Q(**{name: None}))
        level &= Q(**{name: held})
    later |= level & Q(last_arrival_at__lt=card.last_arrival_at)
    later |= level & Q(last_arrival_at=card.last_arrival_at, pk__lt=card.pk)
    return rows.filter(later)
