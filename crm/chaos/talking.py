"""Clinics write as fast as messages leave; patients write, and some say STOP."""

import random
import uuid
from collections.abc import Iterable, Sequence

from django.utils import timezone

from comms.models import Message
from comms.providers.simulator.speaking import speak
from comms.providers.simulator.world import Patient, World
from comms.services.refusals import Draft
from comms.services.writing import write
from crm.chaos.clinics import CHANNELS, Side
from crm.chaos.facts import Stop
from crm.chaos.steadily import steadily
from crm.lib.errors import HouseError
from crm.simulator.timetable import Timetable
from tenants.context import clinic_context
from tenants.inbound.models import WebhookEvent

WAITING = 60  # messages of a clinic that may wait to be sent, before more are written
ON_THE_WAY = (Message.State.QUEUED, Message.State.CLAIMED)
NEWS = 200  # of providers that may wait to be told, before more are written
STOPS = 0.2  # of what patients write
MOST_STOPPED = 0.4  # of all conversations


class Clinic:
    """One clinic's people, who write to whoever they find."""

    def __init__(self, side: Side, talks: Sequence[int], news: Timetable, seed: int) -> None:
        self.side, self._talks, self._news = side, talks, news
        self._draw = random.Random(f"{seed} {side.slug}")  # noqa: S311
        self.written: set[str] = set()

    def turn(self) -> None:
        steadily(self._turn)

    def _turn(self) -> None:
        """A few messages, unless much waits."""
        if len(self._news) > NEWS:
            return
        with clinic_context(self.side.clinic):
            waits = Message.objects.filter(state__in=ON_THE_WAY, is_out=True).count()
        for _ in range(min(5, WAITING - waits)):
            self._write(self._draw.choice(self._talks), uuid.uuid4())

    def _write(self, talk: int, reference: uuid.UUID) -> None:
        """Tried again with the same reference when nobody knows whether the database has it."""
        draft = Draft(body=f"{self.side.word} {len(self.written)}")

        def once() -> None:
            with clinic_context(self.side.clinic):
                write(talk, draft, by=None, now=timezone.now(), reference=reference)

        try:
            steadily(once)
        except HouseError:  # they said stop
            return
        self.written.add(str(reference))


class Patients:
    """`spoken`: (clinic, provider id) of what went by WhatsApp, which sends again; `stops` once we have them."""

    def __init__(self, world: World, sides: Sequence[Side], people: Sequence[Patient], seed: int) -> None:
        self._world, self._sides, self._people = world, sides, people
        self._draw = random.Random(f"{seed} patients")  # noqa: S311
        self._asked: dict[tuple[str, str, str], str] = {}
        self.spoken: set[tuple[str, str]] = set()
        self.stops: list[Stop] = []

    def everybody(self) -> None:
        for side in self._sides:
            for patient in self._people:
                for channel in CHANNELS:
                    self.say(side, patient, channel, "Hello")

    def last_words(self) -> None:
        """What was told late arrives behind them."""
        for side in self._sides:
            self.say(side, self._people[0], "whatsapp", "Goodbye")

    def turn(self) -> None:
        side, patient = self._draw.choice(self._sides), self._draw.choice(self._people)
        channel = self._draw.choice(CHANNELS)
        here = (side.slug, channel, patient.phone)
        most = MOST_STOPPED * len(self._sides) * len(self._people) * len(CHANNELS)
        stops = here not in self._asked and len(self._asked) < most and self._draw.random() < STOPS
        said = self.say(side, patient, channel, "STOP" if stops else "How much is it?")
        if stops:
            self._asked[here] = said
        steadily(self._look)

    def say(self, side: Side, patient: Patient, channel: str, text: str) -> str:
        word = text if text == "STOP" else f"{side.word} {text}"
        said = speak(self._world, side.line, patient, channel, word)
        if channel == "whatsapp":
            self.spoken.add((side.slug, said.id))
        return said.id

    def _look(self) -> None:
        """Which STOPs have been read by now: the moment is taken after the answer, so they were committed."""
        known = {(stop.clinic, stop.channel, stop.address) for stop in self.stops}
        for side in self._sides:
            waiting = {here: name for here, name in self._asked.items() if here[0] == side.slug}
            read = read_by_now(side, [f"message:{name}" for here, name in waiting.items() if here not in known])
            now = timezone.now()
            self.stops += [
                Stop(*here, known_at=now)
                for here, name in waiting.items()
                if here not in known and f"message:{name}" in read
            ]


def read_by_now(side: Side, names: Iterable[str]) -> set[str]:
    with clinic_context(side.clinic):
        done = WebhookEvent.objects.filter(event_id__in=list(names), state=WebhookEvent.State.DONE)
        return set(done.values_list("event_id", flat=True))
