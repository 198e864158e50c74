"""So many messages of a sequence an hour and no more; the others in the hours after, in their order (F:C27)."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncHour

from comms.sequences.models import Enrolment, Sequence, StepRun

HOUR = timedelta(hours=1)
AHEAD = 48  # hours that are looked at for what is planned there already


def put_later(sequence: Sequence, rows: Collection[Enrolment], now: datetime) -> Mapping[Enrolment, datetime]:
    """Of those that are due in this order, the ones that this hour has no room for, and the hour that has."""
    if not sequence.per_hour or not rows:
        return {}
    hour = now.replace(minute=0, second=0, microsecond=0)
    over = list(rows)[max(0, sequence.per_hour - _gone(sequence, hour)) :]
    return dict(zip(over, _rooms(sequence, hour + HOUR, len(over)), strict=True)) if over else {}


def _gone(sequence: Sequence, hour: datetime) -> int:
    runs = StepRun.objects.filter(step__version__sequence=sequence, outcome=StepRun.Outcome.MESSAGE)
    return runs.filter(at__gte=hour).count()


def _rooms(sequence: Sequence, hour: datetime, wanted: int) -> list[datetime]:
    """So many places, from this hour on, behind what is due there already."""
    due = Enrolment.objects.filter(sequence=sequence, due_at__gte=hour, due_at__lt=hour + AHEAD * HOUR).order_by()
    counts = due.annotate(hour=TruncHour("due_at", tzinfo=UTC)).values("hour").annotate(number=Count("pk"))
    planned = dict(counts.values_list("hour", "number"))
    rooms: list[datetime] = []
    while len(rooms) < wanted:
        free = max(0, sequence.per_hour - planned.get(hour, 0))
        rooms += [hour] * min(free, wanted - len(rooms))
        hour += HOUR
    return rooms
