"""How much somebody may carry away: files in an hour, lines in a day (H:E3). Counted in the database, exactly."""

import math
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from attribution.conversions.models import Export
from crm.lib.errors import TooMany
from tenants.staff.models import User

AN_HOUR = 5  # files of one person
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class TooManyFiles(TooMany):
    """With a sentence for people."""

    def __init__(self, sentence: str, *, retry_after: int):
        super().__init__(retry_after=retry_after)
        self.detail = sentence
        self.args = (sentence,)


def check_limits(lines: int, *, by: User, now: datetime) -> None:
    """Raises TooManyFiles for the sixth within an hour, and for more lines than a day's. The caller holds `by`."""
    mine = Export.objects.filter(by=by)
    lately = list(mine.filter(made_at__gt=now - HOUR).order_by("made_at").values_list("made_at", flat=True))
    if len(lately) >= AN_HOUR:
        wait = max(1, math.ceil((lately[-AN_HOUR] + HOUR - now).total_seconds()))
        said = _("You have made %(most)d files within an hour. Try again in %(minutes)d minutes.")
        raise TooManyFiles(said % {"most": AN_HOUR, "minutes": math.ceil(wait / 60)}, retry_after=wait)
    today = mine.filter(made_at__gt=now - DAY).aggregate(lines=Sum("rows_written"))["lines"] or 0
    if today + lines > settings.EXPORT_ROWS_A_DAY:
        said = _(
            "That would be more than %(most)d conversions within a day. Choose fewer days, or ask a colleague."
        )
        raise TooManyFiles(said % {"most": settings.EXPORT_ROWS_A_DAY}, retry_after=int(DAY.total_seconds()))
