"""The next step of a lead and the clock on the patient's wall, as the page shows them (F:L20)."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone
from django_countries import countries

from leads.models import Lead
from leads.services.follow_ups import an_hour_on
from leads.services.patient_time import tomorrow_morning, zone_of

GOOD_FROM, GOOD_TO = time(9), time(20)


@dataclass(frozen=True)
class NextStep:
    """`ahead` is how many hours their clock is before the reader's; `place` is empty when nobody told."""

    at: datetime | None
    is_late: bool
    hour: datetime
    morning: datetime
    zone: ZoneInfo
    there: datetime
    ahead: float
    place: str
    is_good: bool


def next_step(lead: Lead, now: datetime) -> NextStep:
    zone = zone_of(lead, lead.identities.all())
    there, here = now.astimezone(zone), timezone.localtime(now)
    ahead = (there.utcoffset() - here.utcoffset()).total_seconds() / 3600
    at = lead.next_follow_up
    return NextStep(
        at=at,
        is_late=at is not None and at < now,
        hour=an_hour_on(now),
        morning=tomorrow_morning(now, zone),
        zone=zone,
        there=there,
        ahead=ahead,
        place=lead.city or str(countries.name(lead.country)),
        is_good=GOOD_FROM <= there.time() < GOOD_TO,
    )
