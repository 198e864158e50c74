"""What a step asks of somebody before it goes. So far of nobody anything."""

from collections.abc import Collection
from datetime import datetime

from comms.sequences.models import Step
from leads.models import Lead


def unmet(wanted: Collection[tuple[Lead, Step]], *, now: datetime) -> set[int]:
    """The leads for whom the conditions of their step are not met."""
    return set()
