from collections.abc import Sequence
from datetime import datetime

from leads.history.rows import newest
from leads.models import Lead, Suppression
from leads.timeline import CHANGES, Moment
from tenants.staff.models import User

TEMPLATE = "leads/timeline/stop.html"


def stops(lead: Lead, reader: User, before: datetime | None, most: int) -> Sequence[Moment]:
    """When they asked us to stop, and when that was lifted (H:G7); of several addresses at one instant one line."""
    rows = Suppression.objects.filter(lead=lead).select_related("by")
    told = {(one.at, one.is_on, one.reason, one.channel, one.purpose): one for one in newest(rows, before, most)}
    return [_moment(one) for one in told.values()]


def _moment(one: Suppression) -> Moment:
    icon, tone = ("do_not_disturb_on", "danger") if one.is_on else ("do_not_disturb_off", "")
    return Moment(one.at, CHANGES, icon, TEMPLATE, one.pk, tone, {"stop": one})
