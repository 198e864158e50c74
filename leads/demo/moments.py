"""When people sit down and write to a clinic: on weekdays more, and most of all in the evening."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

DAYS = 90
# How busy a day is, from Monday on, and an hour of it, where most of these people live; 1 is the busiest.
WEEK = (1.0, 0.95, 0.9, 0.9, 0.75, 0.5, 0.6)
DAY = (*[0.05] * 7, 0.2, 0.35, 0.5, 0.55, 0.55, 0.6, 0.65, 0.5, 0.45, 0.5, 0.6, 0.8, 0.95, 1.0, 0.95, 0.6, 0.3)
RECENT = (6, 47, 190, 530)  # minutes ago somebody wrote, whatever the hour: there is always something new
HOME = ZoneInfo("Europe/Rome")


def moments(number: int, *, seed: str, until: datetime) -> list[datetime]:
    """So many within the 90 days before `until`, oldest first; the same for the same three."""
    draw = Random(f"{seed} moments")  # noqa: S311  repeatable on purpose
    found = [until - timedelta(minutes=minutes) for minutes in RECENT[: number // len(RECENT)]]
    while len(found) < number:
        at = until - timedelta(minutes=draw.randrange(5, DAYS * 24 * 60))
        if draw.random() < busy(at):
            found.append(at)
    return sorted(found)


def busy(at: datetime) -> float:
    local = at.astimezone(HOME)
    return WEEK[local.weekday()] * DAY[local.hour]
