"""How much leaves in an hour and on a day, against what the channel and the sequence allow. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from comms.sequences.models import Version
from comms.sequences.services.planning import Window, next_allowed
from tenants.staff.services.shifts import zone_named

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Load:
    """`peak` leave in the hour from `at` on, `on_a_day` on the fullest day, the last in the hour of `ends`."""

    peak: int
    at: datetime
    day: date
    on_a_day: int
    ends: datetime


def load_of(hours: Mapping[str, int], per_hour: int | None, window: Window) -> Load | None:
    """`hours` by their beginning; what is over `per_hour` goes in the hours after in which the clinic's clock is
    within `window`. None when nothing leaves."""
    planned = {datetime.fromisoformat(at): number for at, number in hours.items() if number}
    if not planned:
        return None
    left = spilt(planned, per_hour, window) if per_hour else planned
    at = min(left, key=lambda hour: (-left[hour], hour))
    days = Counter[date]()
    for hour, number in left.items():
        days[hour.astimezone(window.zone).date()] += number
    day = min(days, key=lambda one: (-days[one], one))
    return Load(left[at], at.astimezone(window.zone), day, days[day], max(left).astimezone(window.zone))


def spilt(planned: Mapping[datetime, int], per_hour: int, window: Window) -> dict[datetime, int]:
    """No hour has more than `per_hour`, and none is lost; what is planned for an hour goes in it as far as there is
    room."""
    left, over = dict(planned), 0
    hour = min(planned)
    found: dict[datetime, int] = {}
    while left or over:
        waiting = left.pop(hour, 0) + over
        found[hour] = min(waiting, per_hour)
        over = waiting - found[hour]
        following = next_allowed(hour + HOUR, window).replace(minute=0, second=0, microsecond=0)
        hour = min(left) if left and (not over or min(left) < following) else following
    return {hour: number for hour, number in found.items() if number}


def window_of_clinic(version: Version, *, zone: str) -> Window:
    """The hours and days of a version on the clock of `zone`, the clinic's."""
    days = frozenset(version.weekdays)
    return Window(version.window_from, version.window_until, days, zone_named(zone), closed=lambda day: False)
