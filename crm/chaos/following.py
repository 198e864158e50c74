"""Patients whom a sequence writes to, and who answer; looks as Beat has them made, only more of them."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone

from comms.models import Template, TemplateText
from comms.providers.simulator.world import Patient, World
from comms.sequences.models import Enrolment, Step, Variant, Version
from comms.sequences.models import Sequence as Steps
from comms.sequences.services.enrolling import RUN, enrol
from crm.chaos.clinics import CHANNELS, Side
from crm.chaos.facts import Stop
from crm.chaos.settling import wake_clinics
from crm.chaos.steadily import steadily
from crm.chaos.step_invariants import SHUT
from crm.chaos.talking import read_by_now
from leads.models import Identity, Lead, Stage
from tenants.context import clinic_context

FOLLOWERS = 60  # of each clinic
STEPS = 3
WOKEN = 0.2  # of them, who are to be looked at in the sequence that is shut these days, too
AT_ONCE, LATER = 0.3, 0.1  # who answers as soon as they begin, and how often somebody does at some moment
AHEAD = timedelta(days=3)

Say = Callable[[Side, Patient, str, str], str]


def followers(world: World) -> list[Patient]:
    """Numbers of fiction that nobody else in the run has."""
    return [
        world.add(Patient(f"f{number}", f"Follower {number}", phone=f"+447700900{200 + number}"))
        for number in range(FOLLOWERS)
    ]


class Following:
    """One clinic's sequences, and who is in them. `answers`: known by us at that moment, committed before."""

    def __init__(self, side: Side, people: Sequence[Patient], say: Say, *, seconds: float, seed: int) -> None:
        self.side, self._people, self._say, self._seconds = side, people, say, seconds
        self._draw = random.Random(f"{seed} {side.slug} following")  # noqa: S311
        self._asked: dict[str, str] = {}
        self._in_it: set[str] = set()
        self.answers: list[Stop] = []
        self._began = timezone.now()
        with clinic_context(side.clinic):
            self.open = _sequence(f"{side.word} step", range(7))
            self._shut = _sequence(f"{side.word} {SHUT}", [(self._began + AHEAD).weekday()])
            self._leads = _leads(people)

    def wake(self) -> None:
        wake_clinics(RUN)

    def turn(self) -> None:
        ought = self._people[: self._begun(timezone.now())]
        if new := [one for one in ought if one.phone not in self._in_it]:
            steadily(lambda: self._begin([self._leads[one.phone] for one in new]))
            self._in_it |= {one.phone for one in new}
        for patient in new:
            if self._draw.random() < AT_ONCE:
                self._answer(patient)
        if self._in_it and self._draw.random() < LATER:
            self._answer(self._draw.choice(ought))
        steadily(self._look)

    def _begun(self, now: datetime) -> int:
        """How many ought to be in it by now: all, once most of the time is over."""
        return 1 + int(FOLLOWERS * (now - self._began).total_seconds() / (self._seconds * 0.7))

    def _begin(self, leads: Sequence[int]) -> None:
        """A repeat, when nobody knows whether the database has it, changes nothing."""
        now = timezone.now()
        with clinic_context(self.side.clinic):
            enrol(self.open, leads, way="many", now=now)
            begun = enrol(self._shut, leads, way="many", now=now).begun.values()
            woken = [pk for pk in begun if self._draw.random() < WOKEN]
            Enrolment.objects.filter(pk__in=woken).update(due_at=now)  # a look must find that its hours are shut

    def _answer(self, patient: Patient) -> None:
        """Once, by the way that they were written to or by another."""
        if patient.phone not in self._asked:
            channel = self._draw.choice(CHANNELS)
            self._asked[patient.phone] = self._say(self.side, patient, channel, "How much is it?")

    def _look(self) -> None:
        known = {one.address for one in self.answers}
        waiting = {f"message:{said}": phone for phone, said in self._asked.items() if phone not in known}
        read, now = read_by_now(self.side, waiting), timezone.now()
        self.answers += [Stop(self.side.slug, "sms", waiting[name], known_at=now) for name in read]


def _sequence(text: str, weekdays: Sequence[int]) -> int:
    """Steps that follow each other at once; open all day on these days. Its key."""
    row = Steps.objects.create(name=text)
    hours = {"window_from": time(0), "window_until": time(23, 59, 59, 999999), "keeps_holidays": False}
    version = Version.objects.create(
        sequence=row, number=1, weekdays=list(weekdays), published_at=timezone.now(), **hours
    )
    for place in range(STEPS):
        step = Step.objects.create(version=version, position=place, channel="sms", wait=0, unit=Step.Unit.MINUTES)
        template = Template.objects.create(key=f"chaos-{row.pk}-{place}", title=f"{text} {place}", channel="sms")
        TemplateText.objects.create(template=template, language="en", body=f"{text} {place}")
        Variant.objects.create(step=step, label="A", template=template)
    row.version, row.state = version, Steps.State.ACTIVE
    row.save()
    return row.pk


def _leads(people: Sequence[Patient]) -> dict[str, int]:
    """By number, in this clinic."""
    now, stage = timezone.now(), Stage.objects.get(semantic="contacted")
    known = {"stage": stage, "created_at": now, "last_arrival_at": now}
    rows = Lead.objects.bulk_create(Lead(first_name=one.key, **known) for one in people)
    Identity.objects.bulk_create(
        Identity(lead=lead, kind="phone", value=one.phone, typed=one.phone, is_valid=True)
        for lead, one in zip(rows, people, strict=True)
    )
    return {one.phone: lead.pk for lead, one in zip(rows, people, strict=True)}
