"""How people and moments are written on a page: initials and durations."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

register = template.Library()

MINUTE, HOUR, DAY = 60, 3600, 86400  # seconds
EXACT = 10 * HOUR  # from here on nobody counts minutes


@register.filter
def duration_since(moment: datetime, now: datetime | None = None) -> str:
    """ "now", "5 min", "2 h 10", "18 h", "3 d": how long ago, in the words of LOOK.md 6."""
    seconds = int(((now or timezone.now()) - moment).total_seconds())
    return _words(seconds - seconds % HOUR if EXACT <= seconds < DAY else seconds)


@register.filter
def duration_of(minutes: int) -> str:
    """So many minutes in the same words; what is left of a day is told, too: "1 d 12 h"."""
    days, rest = divmod(minutes * MINUTE, DAY)
    return " ".join(_words(part) for part in (days * DAY, rest) if part)


@register.filter
def duration_until(moment: datetime, now: datetime | None = None) -> str:
    """The same of what is still to come."""
    return duration_since(now or timezone.now(), moment)


@register.filter
def ago(moment: datetime, now: datetime | None = None) -> str:
    """The same as the end of a sentence: "just now", "5 min ago"."""
    seconds = ((now or timezone.now()) - moment).total_seconds()
    return _("just now") if seconds < MINUTE else _("%(time)s ago") % {"time": duration_since(moment, now)}


@register.filter
def initials(name: str) -> str:
    """Two letters for the round picture; a number or a mail gives its first letter or digit."""
    words = ["".join(ch for ch in word if ch.isalnum()) for word in name.split()]
    letters = [word[0] for word in words if word]
    if not letters:
        return "?"
    ends = letters[:1] if letters[0].isdigit() or len(letters) == 1 else [letters[0], letters[-1]]
    return "".join(ends).upper()


def _words(seconds: int) -> str:
    if seconds < MINUTE:
        return _("now")
    if seconds < HOUR:
        return _("%(minutes)d min") % {"minutes": seconds // MINUTE}
    if seconds < DAY:
        minutes = seconds % HOUR // MINUTE
        words = _("%(hours)d h %(minutes)02d") if minutes else _("%(hours)d h")
        return words % {"hours": seconds // HOUR, "minutes": minutes}
    return _("%(days)d d") % {"days": seconds // DAY}
