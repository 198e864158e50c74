"""What an address says, read."""

from datetime import datetime

from django.utils.dateparse import parse_datetime


def read_moment(text: str) -> datetime | None:
    """An aware moment as isoformat writes it; None for anything else."""
    try:
        moment = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
