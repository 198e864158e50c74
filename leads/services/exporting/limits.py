"""How much somebody may carry away: exports in an hour, rows in a day (H:E3). Counted in the database, exactly."""

import math
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.lib.errors import TooMany
from leads.models import Export
from tenants.staff.models import User

AN_HOUR = 5  # exports of one person
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class TooManyExports(TooMany):
    """With a sentence for people."""

    def __init__(self, sentence: str, *, retry_after: int):
        super().__init__(retry_after=retry_after)
        self.detail = sentence
        self.args = (sentence,)


def check_limits(leads: int, *, by: User, now: datetime) -> None:
    """Raises TooManyExports for the sixth within an hour, and for more leads than a day's.

    The caller holds `by`, so that two at once are counted one after the other.
    """
    mine = list(Export.objects.filter(by=by, created_at__gt=now - DAY).order_by("created_at"))
    lately = [one for one in mine if one.created_at > now - HOUR]
    if len(lately) >= AN_HOUR:
        wait = _seconds(lately[-AN_HOUR].created_at + HOUR - now)
        sentence = ngettext(
            "You have exported %(most)d times within an hour. Try again in %(minutes)d minute.",
            "You have exported %(most)d times within an hour. Try again in %(minutes)d minutes.",
            math.ceil(wait / 60),
        )
        raise TooManyExports(sentence % {"most": AN_HOUR, "minutes": math.ceil(wait / 60)}, retry_after=wait)
    if sum(one.total for one in mine) + leads > settings.EXPORT_ROWS_A_DAY:
        wait = _seconds(mine[0].created_at + DAY - now) if mine else int(DAY.total_seconds())
        sentence = _("That would be more than %(most)d leads within a day. Narrow the list, or ask a colleague.")
        raise TooManyExports(sentence % {"most": settings.EXPORT_ROWS_A_DAY}, retry_after=wait)


def _seconds(left: timedelta) -> int:
    return max(1, math.ceil(left.total_seconds()))
