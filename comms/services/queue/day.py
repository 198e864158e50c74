"""What somebody did today with the telephone."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, Q

from leads.models import ContactAttempt
from leads.services.dispositions import NEXT
from leads.services.patient_time import moment_at
from tenants.staff.models import User
from tenants.staff.services.shifts import zone_named, zone_of_clinic

REACHED = [name for name, after in NEXT.items() if after.reached]


@dataclass(frozen=True)
class Day:
    """Calls since the clinic's midnight, and those in which somebody was reached."""

    done: int
    reached: int


def day_of(user: User, *, now: datetime) -> Day:
    zone = zone_named(zone_of_clinic())
    since = moment_at(now.astimezone(zone).date(), time(0), zone)
    rows = ContactAttempt.objects.filter(at__gte=since, by=user, channel=ContactAttempt.Channel.CALL).order_by()
    return Day(**rows.aggregate(done=Count("pk"), reached=Count("pk", filter=Q(disposition__in=REACHED))))
