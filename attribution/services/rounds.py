"""The minute's look at whose shares are to be made anew, and a whole clinic after its rules changed."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from attribution.models import Recount
from attribution.services.counting import LOCK, count_anew
from attribution.services.rollup.days import mark_days
from leads.models import Lead
from tenants.runs.models import Run
from tenants.runs.registry import runs
from tenants.runs.services.starting import start
from tenants.services.locks import lock_names
from tenants.staff.models import User

COUNT = "attribution.tasks.count_shares"
RECOUNT = "attribution.recount"
CHANGE = "attribution.change_campaign"
PIECE = 1_000  # leads a transaction
TURN = 20  # pieces; what is left comes with the next look
EVERY = timedelta(minutes=1)


def register_recount() -> None:
    runs(RECOUNT, recount_some, _title, permission=CHANGE)


def count_waiting() -> int:
    """How many leads were counted. Each thousand in a transaction of its own; one that is deleted meanwhile sends
    its piece back to the next look."""
    counted = 0
    for _turn in range(TURN):
        try:
            done = _count_piece()
        except IntegrityError:
            break
        if not done:
            break
        counted += done
    return counted


@transaction.atomic
def _count_piece() -> int:
    lock_names([LOCK])
    rows = dict(Recount.objects.order_by("pk").values_list("pk", "lead")[:PIECE])
    leads = set(rows.values())
    if leads:
        mark_days(count_anew(leads), now=timezone.now())
        Recount.objects.filter(pk__in=rows).delete()
    return len(leads)


def recount_all(*, by: User | None, now: datetime) -> Run:
    """Part of the transaction that changed a rule: everybody's touches are placed anew, in the background."""
    return start(RECOUNT, by=by, total=Lead.objects.count(), now=now)


def under_way() -> Run | None:
    """The count of a whole clinic that is at work: numbers alone, for whoever sees the rules."""
    return Run.objects.filter(kind=RECOUNT, ended_at=None).order_by("-created_at").first()


def recount_some(run: Run, by: User | None, now: datetime) -> bool:
    """One piece of a clinic, by key. A later run goes through all of it again, so an earlier one ends."""
    newer = Run.objects.filter(kind=RECOUNT, created_at__gt=run.created_at).exists()
    after = run.cursor.get("after", 0)
    leads = list(Lead.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:PIECE])
    if newer or not leads:
        return False
    mark_days(count_anew(leads), now=now)
    run.cursor = {"after": leads[-1]}
    run.done += len(leads)
    return True


def _title(run: Run) -> str:
    return _("Touches are placed by the new rules")
