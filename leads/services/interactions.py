"""How often we were in touch with a lead, way by way: attempts to reach them and notes of a talk (F:L24)."""

from collections import Counter
from typing import Any

from django.db.models import F

from leads.models import ContactAttempt, Lead, Note

WAYS: dict[str, Any] = {**dict(Note.Kind.choices), **dict(ContactAttempt.Channel.choices)}


def interactions_of(lead: Lead) -> list[tuple[Any, int]]:
    """(way, number), the most frequent first, in one statement. A note that came with an attempt is part of it."""
    tried = ContactAttempt.objects.filter(lead=lead).order_by().annotate(way=F("channel"))
    of_attempts = ContactAttempt.objects.filter(lead=lead, note__isnull=False).values("note")
    notes = (
        Note.objects.filter(lead=lead, removed_at=None).exclude(pk__in=of_attempts).exclude(kind=Note.Kind.SYSTEM)
    )
    noted = notes.order_by().annotate(way=F("kind"))
    found = Counter(tried.values_list("way", flat=True).union(noted.values_list("way", flat=True), all=True))
    return [(WAYS.get(way, way), number) for way, number in found.most_common()]
