"""What people choose from beside a conversation."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from comms.services.snoozing import CHOICES, reopens_at


def snoozes(now: datetime) -> list[tuple[str, Any, Any]]:
    """Each choice with the moment at which it reopens, by the reader's clock."""
    zone = timezone.get_current_timezone()
    return [(code, word, reopens_at(code, zone, now)) for code, word in CHOICES.items()]
