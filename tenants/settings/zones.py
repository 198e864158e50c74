"""Time zones that a clinic may choose: those named by a place (tz database)."""

from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_PLACES = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


@cache
def zones() -> tuple[str, ...]:
    return tuple(sorted({"UTC", *(name for name in available_timezones() if name.startswith(_PLACES))}))


def known_zone(name: str) -> None:
    """Raises ValidationError for what is no such zone."""
    if name not in zones():
        raise ValidationError(_("Choose a time zone by its place, like Europe/Tirane."))
