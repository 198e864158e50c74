"""What people choose from beside a conversation."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from comms.services.snoozing import CHOICES, reopens_at


def snoozes(now: datetime) -> list[tuple[str, Any, Any]]:
    """Each choice with the moment at which it reopens, by the reader's clock. Two that mean one moment, as on a
    Sunday, are one."""
    zone = timezone.get_current_timezone()
    found: dict[datetime, tuple[str, Any, Any]] = {}
    for code, word in CHOICES.items():
        at = reopens_at(code, zone, now)
        found.setdefault(at, (code, word, at))
    return list(found.values())
