"""Nothing more is broken: how long until nobody waits for anything."""

import time
from collections.abc import Sequence
from datetime import timedelta

from celery import current_app
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from comms.models import Message
from comms.sequences.models import Enrolment
from comms.sequences.services.enrolling import RUN
from crm.chaos.clinics import Side
from crm.chaos.stack import Stack, web_answers
from crm.chaos.steadily import steadily
from tenants.context import clinic_context
from tenants.inbound.models import WebhookEvent
from tenants.outbox.models import Job
from tenants.outbox.services.enqueue import SWEEP

PATIENCE = 180  # seconds
SOON = timedelta(minutes=5)  # what is due later is no part of this
BEAT = "tenants.tasks.for_each_clinic"


def settle(stack: Stack, sides: Sequence[Side]) -> float | None:
    """The seconds it took, or None when something still waits after PATIENCE. What providers would tell again in
    half a minute is told now, and Beat is helped to look once a second."""
    began = time.monotonic()
    stack.host.faults.clear()
    while time.monotonic() - began < PATIENCE:
        if web_answers(stack.web):
            stack.host.timetable.run_all(most=len(stack.host.timetable))  # each once: a try in vain comes again
        wake_clinics(SWEEP)
        wake_clinics(RUN)
        if not len(stack.host.timetable) and not steadily(lambda: any(map(unfinished, sides))):
            return time.monotonic() - began
        time.sleep(1)
    return None


def unfinished(side: Side) -> list[str]:
    """What waits in a clinic."""
    with clinic_context(side.clinic):
        jobs = Job.objects.open().filter(due_at__lte=timezone.now() + SOON)
        found = [f"a job {kind} is {state}" for kind, state in jobs.values_list("kind", "state")]
        events = WebhookEvent.objects.filter(state=WebhookEvent.State.WAITING)
        found += [f"the event {name} waits" for name in events.values_list("event_id", flat=True)]
        people = Enrolment.objects.filter(due_at__lte=timezone.now() + SOON)
        found += [f"enrolment {pk} waits" for pk in people.values_list("pk", flat=True)]
        messages = Message.objects.filter(state__in=[Message.State.QUEUED, Message.State.CLAIMED])
        return found + [f"message {pk} is {state}" for pk, state in messages.values_list("pk", "state")]


def wake_clinics(task: str) -> None:
    """As Beat does; in vain while Redis is away."""
    try:
        current_app.send_task(BEAT, args=[task], retry=False)
    except (OperationalError, RedisError, OSError):
        return
