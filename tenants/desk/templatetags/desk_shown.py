"""How people and moments are written on a page: initials and durations."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

register = template.Library()

MINUTE, HOUR, DAY = 60, 3600, 86400  # seconds


@register.filter
def duration_since(moment: datetime, now: datetime | None = None) -> str:
    """ "now", "5 min", "2 h 10", "3 d": how long ago, in the words of LOOK.md 6."""
    seconds = max(0, int(((now or timezone.now()) - moment).total_seconds()))
    if seconds < MINUTE:
        return _("now")
    if seconds < HOUR:
        return _("%(minutes)d min") % {"minutes": seconds // MINUTE}
    if seconds < DAY:
        minutes = seconds % HOUR // MINUTE
        words = _("%(hours)d h %(minutes)02d") if minutes else _("%(hours)d h")
        return words % {"hours": seconds // HOUR, "minutes": minutes}
    return _("%(days)d d") % {"days": seconds // DAY}


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
