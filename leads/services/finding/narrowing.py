"""What each filter of the list of leads means (F:W1, L13, L25). Each takes rows and a value that was read."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.functions import Lower

from leads.models import LeadTag, Stage, Tag
from leads.models.lead import HOT_ABOVE
from leads.querysets import LeadQuerySet
from leads.services.finding.fields import ids_among
from leads.services.reading.places import country_named
from leads.services.statistics import STATUSES
from leads.services.waiting import waits

if TYPE_CHECKING:
    from leads.services.finding.filters import LeadFilters

ME, NOBODY, NONE = "me", "nobody", "none"
CURRENT, ARCHIVED, ALL = "no", "yes", "all"
MEANT = {word: semantic for semantic, word in STATUSES.items()}
_Rows = LeadQuerySet


def by_stage(rows: _Rows, values: list[str], asked: "LeadFilters") -> _Rows:
    return rows.filter(stage__in=Stage.objects.filter(stages_named(values)))


def stages_named(values: list[str]) -> Q:
    """Ids of stages, or what stages mean: in our words, or in those that the statistics tell."""
    meant = [MEANT.get(value.upper(), value.lower()) for value in values]
    return Q(pk__in=ids_among(values)) | Q(semantic__in=meant)


def by_owner(rows: _Rows, values: list[str], asked: "LeadFilters") -> _Rows:
    """Ids of colleagues, `me` or `nobody`."""
    ids = ids_among(values) + ([asked.reader.pk] if ME in values else [])
    nobody = Q(assigned_to=None) if NOBODY in values else Q(pk__in=())
    return rows.filter(Q(assigned_to__in=ids) | nobody if ids else nobody)


def by_partner(rows: _Rows, values: list[str], asked: "LeadFilters") -> _Rows:
    """Ids or codes of partners, or `none`."""
    named = Q(partner__in=ids_among(values)) | Q(partner__code__in=values)
    return rows.filter(named | Q(partner=None) if NONE in values else named)


def by_country(rows: _Rows, values: list[str], asked: "LeadFilters") -> _Rows:
    """Codes, or names in any of our languages; a name of none fits nobody."""
    return rows.filter(country__in=[code for code in map(country_named, values) if code])


def by_any_tag(rows: _Rows, values: list[str], asked: "LeadFilters") -> _Rows:
    return rows.filter(pk__in=_tagged(values))


def by_all_tags(rows: _Rows, values: list[str], asked: "LeadFilters") -> _Rows:
    for value in values:
        rows = rows.filter(pk__in=_tagged([value]))
    return rows


def by_no_tag(rows: _Rows, values: list[str], asked: "LeadFilters") -> _Rows:
    return rows.exclude(pk__in=_tagged(values))


def by_hot(rows: _Rows, value: bool, asked: "LeadFilters") -> _Rows:
    return rows.filter(lead_score__gt=HOT_ABOVE) if value else rows


def by_overdue(rows: _Rows, value: bool, asked: "LeadFilters") -> _Rows:
    """Whether the next step should have been taken by now."""
    late = Q(next_follow_up__lt=asked.now)
    return rows.filter(late if value else ~late | Q(next_follow_up=None))


def by_waiting(rows: _Rows, value: bool, asked: "LeadFilters") -> _Rows:
    """Whether somebody waits for our answer."""
    return rows.filter(waits() if value else ~waits())


def by_archive(rows: _Rows, value: list[str], asked: "LeadFilters") -> _Rows:
    """Current leads unless the archive is asked for."""
    said = set(value)
    if not said or said == {CURRENT}:
        return rows.current()
    return rows.archived() if said == {ARCHIVED} else rows


def by_search(rows: _Rows, value: str, asked: "LeadFilters") -> _Rows:
    return rows.matching(value)


class Column:
    """A filter on one column: `Column("source__in")`."""

    def __init__(self, lookup: str):
        self.lookup = lookup

    def __call__(self, rows: _Rows, value: Any, asked: "LeadFilters") -> _Rows:
        return rows.filter(**{self.lookup: value})


class Ids(Column):
    """Any of several rows."""

    def __call__(self, rows: _Rows, value: list[str], asked: "LeadFilters") -> _Rows:
        return super().__call__(rows, ids_among(value), asked)


class FromDay(Column):
    """From the first moment of a day on, by the clinic's clock."""

    def __call__(self, rows: _Rows, value: date, asked: "LeadFilters") -> _Rows:
        return rows.filter(**{f"{self.lookup}__gte": _begins(value, asked)})


class ToDay(Column):
    """To the last moment of a day."""

    def __call__(self, rows: _Rows, value: date, asked: "LeadFilters") -> _Rows:
        return rows.filter(**{f"{self.lookup}__lt": _begins(value + timedelta(days=1), asked)})


def by_language(rows: _Rows, values: list[str], asked: "LeadFilters") -> _Rows:
    return rows.filter(language__in=[value.lower() for value in values])


def by_silence(rows: _Rows, days: int, asked: "LeadFilters") -> _Rows:
    """So many whole days since the last contact, or since they arrived where there was none."""
    then = asked.now - timedelta(days=days)
    return rows.filter(Q(last_contact_date__lte=then) | Q(last_contact_date=None, created_at__lte=then))


class DaysAgo(Column):
    """So many whole days ago at least (`lte`), or at most: then less than one more (`gt`)."""

    def __call__(self, rows: _Rows, value: int, asked: "LeadFilters") -> _Rows:
        days = value + 1 if self.lookup.endswith("__gt") else value
        return rows.filter(**{self.lookup: asked.now - timedelta(days=days)})


def _begins(day: date, asked: "LeadFilters") -> datetime:
    return datetime.combine(day, time.min, tzinfo=asked.zone)


def _tagged(values: list[str]) -> Any:
    """Leads with one of these tags."""
    return LeadTag.objects.filter(tag__in=tags_named(values)).values("lead")


def tags_named(values: list[str]) -> Any:
    """Names in any case, or ids of those that no tag has for a name."""
    named, by_name = [one.lower() for one in values], Tag.objects.annotate(folded=Lower("name"))
    numbers = set(ids_among(values))
    if numbers:
        numbers -= set(ids_among(list(by_name.filter(folded__in=named).values_list("name", flat=True))))
    return by_name.filter(Q(pk__in=numbers) | Q(folded__in=named))
