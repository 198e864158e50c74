"""Doors for Beat."""

from datetime import timedelta

from django.utils import timezone

from leads.services import heat
from leads.services.answering.rounds import watch
from leads.services.morning.clock import next_morning
from leads.services.morning.telling import tell_the_morning
from leads.services.scoring import ageing
from leads.services.triage.forgetting import forget_old
from leads.services.triage.mended import settle_mended
from leads.services.watching import WATCH
from tenants.services.due import schedule
from tenants.staff.services.shifts import zone_named, zone_of_clinic
from tenants.tasking import clinic_task

__all__ = ["TIDY", "WATCH", "tidy_arrivals", "watch_answers"]
TIDY = "leads.tasks.tidy_arrivals"
COOL = "leads.tasks.cool_leads"
AGE = "leads.tasks.rescore_aged"
MORNING = "leads.tasks.tell_morning"


@clinic_task(while_suspended=True)
def tidy_arrivals() -> int:
    """Daily in each clinic: settle what was sent again, remove what is not kept any more (F:T24)."""
    now = timezone.now()
    settle_mended(now=now)
    gone = forget_old(now=now)
    schedule(TIDY, at=now + timedelta(days=1))
    return gone


@clinic_task(while_suspended=True)
def cool_leads() -> int:
    """Hourly in each clinic: the temperature of leads that nobody is in contact with falls (F:L9)."""
    now = timezone.now()
    cooled = heat.cool_leads(now=now)
    schedule(COOL, at=now + timedelta(hours=1))
    return cooled


@clinic_task(while_suspended=True)
def rescore_aged() -> int:
    """Daily in each clinic: the score of leads that passed a step of freshness or age (F:0.1)."""
    now = timezone.now()
    changed = ageing.rescore_aged(now=now)
    schedule(AGE, at=now + timedelta(days=1))
    return changed


@clinic_task(queue="lead_processing")
def tell_morning() -> int:
    """In each clinic at eight o'clock of its own clock: what the day begins with (F:C21)."""
    now, zone = timezone.now(), zone_named(zone_of_clinic())
    told = tell_the_morning(now=now, zone=zone)
    schedule(MORNING, at=next_morning(now, zone))
    return told


@clinic_task(queue="lead_processing")
def watch_answers() -> int:
    """In each clinic at the moment when something is due: who waits too long, and whom nobody has (F 2b)."""
    return watch(now=timezone.now())
