"""What a lost wake-up or a dead worker left behind."""

from datetime import datetime, timedelta

from django.db.models import Min

from tenants.context import current_clinic
from tenants.runs.models import Run
from tenants.runs.services.waking import wake
from tenants.services.due import schedule

SWEEP = "tenants.runs.tasks.sweep_runs"
QUIET = timedelta(seconds=30)  # a piece takes a second or two: whoever is quiet for so long has no worker
IDLE = timedelta(minutes=5)


def sweep(*, now: datetime) -> int:
    """Wake workers for what does not get on, and say when to look again. Waking twice does no harm."""
    still = list(Run.objects.open().filter(moved_at__lte=now - QUIET).values_list("pk", flat=True))
    clinic = current_clinic()
    for pk in still:
        wake(clinic, pk)
    oldest = Run.objects.open().aggregate(at=Min("moved_at"))["at"]
    schedule(SWEEP, at=max(now, oldest) + QUIET if oldest else now + IDLE)
    return len(still)
