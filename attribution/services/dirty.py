"""Whose shares are to be made anew: written where something changed, counted a moment later."""

from collections.abc import Iterable

from attribution.models import Recount
from tenants.services.rows import put


def recount(leads: Iterable[int]) -> None:
    """Part of the transaction that changed touches, journeys or people; one statement, and nobody waits for it."""
    put(Recount, *({"lead_id": pk} for pk in sorted(set(leads))))
