"""People whom somebody else brought: a list is no agreement to be written to (H:I11)."""

from collections.abc import Collection, Iterable

from leads.models import ImportedLead, LeadPayload, Purpose
from leads.services.consent.agreeing import agreeing

COVERING = (Purpose.CONTACT, Purpose.MARKETING)


def unasked(leads: Iterable[int], channels: Collection[str]) -> set[int]:
    """Of these leads, those that a list made, who sent us nothing themselves since and have not agreed to be
    contacted, or to offers, by any of these ways. One statement where none of them came so; never more than two and
    two for each way."""
    made = ImportedLead.objects.filter(lead__in=set(leads), is_new=True)
    found = set(made.values_list("lead", flat=True))
    if found:
        found -= set(LeadPayload.objects.filter(lead__in=found).values_list("lead", flat=True))
    for channel in channels:
        for purpose in COVERING:
            found -= agreeing(found, purpose, channel) if found else set()
    return found
