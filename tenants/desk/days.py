"""A filter by days, for a column that holds moments."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RangeDateFilter

from tenants.staff.services.shifts import zone_named, zone_of_clinic


class DaysFilter(RangeDateFilter):
    """From the first moment of one day to the last of another: the clinic's days, whatever clock its reader has."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.title = _("days")

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        at = self.parameter_name
        first, last = (self._day(end) for end in ("from", "to"))
        rows = rows.filter(**{f"{at}__gte": _begin(first)}) if first else rows
        return rows.filter(**{f"{at}__lt": _begin(last + timedelta(days=1))}) if last else rows

    def _day(self, end: str) -> date | None:
        typed = self.used_parameters.get(f"{self.parameter_name}_{end}")
        try:
            day = parse_date(typed) if isinstance(typed, str) else None
        except ValueError:
            return None
        return day if day and 1900 < day.year < 9999 else None


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, zone_named(zone_of_clinic()))
