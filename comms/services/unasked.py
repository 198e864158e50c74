"""Who came with a list, has not agreed to be written to and never wrote to us: left out of what goes to many
(H:I11)."""

from collections.abc import Collection, Iterable

from comms.models import Conversation
from leads.services.consent import unasked


def never_asked(leads: Iterable[int], channels: Collection[str]) -> set[int]:
    """Of these leads. One statement where none of them came with a list."""
    found = unasked(leads, channels)
    if not found:
        return found
    wrote = Conversation.objects.filter(lead__in=found, last_in_at__isnull=False)
    return found - set(wrote.values_list("lead", flat=True))
