"""Weekly hours as people write them, (weekday, from, to) in minutes of the day, and as rows."""

from collections.abc import Iterable
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from crm.lib.errors import InvalidData
from tenants.audit.services.record import record
from tenants.staff.models import User, WeeklyHours
from tenants.staff.models.hours import DAY, clock

Stretch = tuple[int, int, int]  # weekday from Monday, 0; from; to


def stretches_of(person: User) -> list[Stretch]:
    rows = sorted(person.hours.all(), key=lambda row: (row.weekday, row.starts))
    return [(row.weekday, row.starts, row.ends) for row in rows]


def over_midnight(weekday: int, starts: int, ends: int) -> list[Stretch]:
    """Work that ends at or before it starts goes on until the next day, as two stretches."""
    if starts < ends:
        return [(weekday, starts, ends)]
    tomorrow = [((weekday + 1) % 7, 0, ends)] if ends else []
    return [(weekday, starts, DAY), *tomorrow]


def check_stretches(stretches: Iterable[Stretch]) -> list[Stretch]:
    """In order. Raises InvalidData for two that overlap, or one that leaves its day; `hours_0` is Monday."""
    ordered = sorted(stretches)
    wrong = {b[0] for a, b in pairwise(ordered) if a[0] == b[0] and b[1] < a[2]}
    wrong |= {day for day, starts, ends in ordered if not (0 <= day <= 6 and 0 <= starts < ends <= DAY)}
    if wrong:
        said = _("Two stretches of one day overlap.")
        raise InvalidData(said, fields={f"hours_{day}": [said] for day in sorted(wrong)})
    return ordered


@transaction.atomic
def replace_hours(person: User, stretches: Iterable[Stretch]) -> None:
    """These and no others. Raises InvalidData as `check_stretches`."""
    before, after = stretches_of(person), check_stretches(stretches)
    if before == after:
        return
    WeeklyHours.objects.filter(person=person).delete()
    WeeklyHours.objects.bulk_create(
        [WeeklyHours(person=person, weekday=day, starts=starts, ends=ends) for day, starts, ends in after]
    )
    with override("en"):  # the trail is read in every language
        record("staff.hours_changed", person, changes={"hours": (in_words(before), in_words(after))})


def in_words(stretches: Iterable[Stretch]) -> str:
    """Mon 08:00-17:00, Tue 08:00-12:00, in the language of whoever asks."""
    days = dict(WeeklyHours.Weekday.choices)
    return ", ".join(f"{days[day]} {clock(starts)}-{clock(ends)}" for day, starts, ends in stretches)
