"""What attribution does when leads tell that something happened: their shares are made anew a moment later."""

from collections.abc import Collection
from datetime import datetime

from attribution.services.dirty import recount
from leads.models import Lead, StageChange


def recount_moved(*, changes: Collection[StageChange], now: datetime) -> None:
    recount(change.lead_id for change in changes)


def recount_corrected(*, lead: Lead) -> None:
    """Its shares stay, and what it is worth in them does not."""
    recount([lead.pk])


def recount_put_away(*, leads: Collection[int], why: str, now: datetime) -> None:
    """Of a merge both; by the time somebody counts, the touches have moved."""
    recount(leads)


def recount_parted(*, leads: Collection[int], now: datetime) -> None:
    recount(leads)
