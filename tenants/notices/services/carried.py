"""What became of the urgent notices that were to go to somebody's telephone: also when nobody knows (H:S2)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tenants.notices.carriers import carriers
from tenants.notices.models import Notice
from tenants.notices.services.carrying import CARRY, key_of
from tenants.notices.services.reading import told
from tenants.outbox.models import Job
from tenants.staff.models import User

LATEST = 10  # notices


@dataclass(frozen=True)
class Carried:
    at: datetime
    title: str
    by: str
    outcome: str


def carried_to(person: User) -> list[Carried]:
    """The newest first, in the language that is active; without those that another's message told."""
    rows = list(Notice.objects.visible_to(person).exclude(carried={})[:LATEST])
    shown = [(one, by) for one in rows for by in carriers() if one.carried.get(by.name) in {0, one.pk}]
    keys = [key_of(by.name, one.pk) for one, by in shown]
    states = dict(Job.objects.filter(kind=CARRY, key__in=keys).values_list("key", "state"))
    return [
        Carried(one.created_at, told(one).title, str(by.label), _said(states.get(key_of(by.name, one.pk), "")))
        for one, by in shown
    ]


def _said(state: str) -> str:
    match state:
        case Job.State.DONE | "":
            return _("Handed over, or read before")
        case Job.State.FAILED:
            return _("Could not be sent")
        case Job.State.UNKNOWN:
            return _("Nobody knows whether it arrived; it is not sent again")
    return _("Waits")
