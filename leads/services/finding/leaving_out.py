"""Whether what a filter was told leaves out any lead there can be: what does not, means all of them."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from leads.models import Lead, Stage, Temperature
from leads.services.finding.narrowing import ARCHIVED, stages_named, tags_named

if TYPE_CHECKING:
    from leads.services.finding.filters import LeadFilters

Judge = Callable[[Any, "LeadFilters"], bool]
KEPT_SINCE = date(2000, 1, 1)  # no lead of any clinic is older


def leaves_out(name: str, value: Any, asked: "LeadFilters") -> bool:
    """For a value that the filter has read; one that stands in no table below leaves out whoever lacks it."""
    judge = _BY_VALUE.get(name)
    return judge is None or judge(value, asked)


def _above(least: int) -> Judge:
    return lambda value, asked: value > least


def _some_of(known: Collection[str]) -> Judge:
    return lambda values, asked: not set(known) <= set(values)


def _some_stage(values: list[str], asked: "LeadFilters") -> bool:
    return Stage.objects.exclude(stages_named(values)).exists()


def _some_tag(values: list[str], asked: "LeadFilters") -> bool:
    """A tag that is misspelt is nobody's."""
    return tags_named(values).exists()


def _since(day: date, asked: "LeadFilters") -> bool:
    return day > KEPT_SINCE


def _until(day: date, asked: "LeadFilters") -> bool:
    """Nobody arrived after today, by the clinic's clock."""
    return day < asked.now.astimezone(asked.zone).date()


_BY_VALUE: Mapping[str, Judge] = {
    "status": _some_stage,
    "temperature": _some_of(Temperature.values),
    "is_hot_leads_only": lambda value, asked: value,
    "tags_none": _some_tag,
    "source": _some_of(Lead.Source.values),
    "lead_score_min": _above(0),
    "lead_score_max": lambda value, asked: value < 100,
    "date_range_start": _since,
    "date_range_end": _until,
    "days_since_created_min": _above(0),
    "days_since_created_max": lambda days, asked: _since((asked.now - timedelta(days=days)).date(), asked),
    "days_since_contact_min": _above(0),
    "archived": lambda values, asked: set(values) == {ARCHIVED},
}
