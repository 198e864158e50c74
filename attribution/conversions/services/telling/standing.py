"""How it stands with an ad platform: it rests after faults, and stands still when somebody has to act (H:S14)."""

from datetime import timedelta

from attribution.conversions.models import Destination
from attribution.conversions.services.telling import why
from tenants.audit.services.record import record
from tenants.notices.services.notify import notify
from tenants.outbox.handlers import Ended
from tenants.outbox.models import DeliveryLog
from tenants.services.due import pull_forward
from tenants.staff.models import User

FEED = "attribution.conversions.tasks.feed_platforms"
STOPPED = "ad_platform_stopped"
PLACE = "/admin/conversions/platforms/"
REST = timedelta(minutes=15)
State, Outcome = Destination.State, DeliveryLog.Outcome


def note(told: Ended, kind: str) -> None:
    """Part of the transaction that records an attempt; the next batch is looked for when it may go."""
    row = Destination.objects.select_for_update(no_key=True).get(kind=kind)
    if told.outcome == Outcome.DONE:
        open_up(row)
        row.sent_at = told.at
    else:
        cause = told.error.__cause__ if told.error else None
        row.failures += 1
        row.code = getattr(told.error, "code", "") or why.code_of(cause)
        if told.outcome != Outcome.RETRY:
            row.rest_until = told.at + REST
        if hasattr(told.error, "code"):
            _stop(row, told)
    row.save()
    pull_forward(FEED, at=row.rest_until or told.at)


def _stop(row: Destination, told: Ended) -> None:
    """The Admins hear of it, once a day."""
    row.state, row.rest_until = State.BROKEN, None
    record("destination.stopped", row, changes={"state": (State.WORKS, State.BROKEN)}, note=row.code)
    about = {"platform": str(row)}
    notify(User.objects.admins(), STOPPED, about=about, link=PLACE, key=f"{row.pk}:{told.at:%Y-%m-%d}")


def open_up(row: Destination) -> None:
    """In use again, with a clean slate; the caller saves."""
    row.state, row.code, row.failures, row.rest_until = State.WORKS, "", 0, None
