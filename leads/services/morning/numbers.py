"""What a reader's morning begins with, in numbers over the leads that they see; each stands on an index."""

from datetime import datetime
from zoneinfo import ZoneInfo

from leads.models import Lead, StageChange, Temperature
from leads.models.stage import DONE, Semantic
from leads.services.morning.clock import DAY, EIGHT, day_of, yesterday
from leads.services.patient_time import moment_at
from leads.services.waiting import waits
from tenants.staff.models import User


def numbers_of(reader: User, morning: datetime, zone: ZoneInfo) -> dict[str, int]:
    """New since the morning before, waiting and overdue and hot at this one, accepted on the day before. Five
    statements. Tests and the archive are left out."""
    leads = Lead.objects.visible_to(reader).filter(is_test=False).order_by()
    current, day = leads.current(), day_of(morning, zone)
    at_work = current.exclude(stage__semantic__in=DONE)
    begin, end = yesterday(day, zone)
    accepted = StageChange.objects.filter(lead__in=leads, to_semantic=Semantic.ACCEPTED, at__gte=begin, at__lt=end)
    since = moment_at(day - DAY, EIGHT, zone)
    return {
        "new": current.filter(created_at__gte=since, created_at__lt=morning).count(),
        "waiting": current.filter(waits()).count(),
        "overdue": at_work.filter(next_follow_up__lt=morning).count(),
        "hot": at_work.filter(heat__temperature=Temperature.HOT).count(),
        "accepted": accepted.order_by().values("lead", "enquiry").distinct().count(),
    }
