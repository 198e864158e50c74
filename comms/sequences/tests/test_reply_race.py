"""An answer and the claim of what a sequence wrote, at the same moment: nothing of it is claimed after the commit
of the answer, whichever way that came by (H:S11). 500 of them: `make killing`."""

import os
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time as clock_time

import pytest
from django.db import connections, transaction
from django.utils import timezone

from comms.models import Channel, Message
from comms.providers.base import Incoming, Sender
from comms.sequences.models import Enrolment, StepRun
from comms.sequences.services import ticking
from comms.sequences.services.enrolling import enrol
from comms.sequences.tests.factories import make_people, make_sequence
from comms.services import sending
from comms.services.receiving.incoming import Letter, receive
from comms.tests.factories import OWN, make_account
from leads.models import Identity
from tenants.context import clinic_context
from tenants.outbox import handlers
from tenants.outbox.services import work

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("chaos")]

TRIALS = int(os.environ.get("SEQUENCES_TRIALS", "40"))
WAYS = (Channel.SMS, Channel.WHATSAPP)  # where they were written to, and elsewhere
HEAD_START, LONGEST = 0.03, 0.002  # seconds: of the answer before the claim, and of a claim before its commit
CLAIM_FIRST, ANSWER_FIRST = 0, 1  # of each four; the other two race
ALWAYS = {"window_from": clock_time(0), "window_until": clock_time(23, 59, 59, 999999), "weekdays": [*range(7)]}


@pytest.fixture
def clinic(fresh_clinic, no_worker):
    made = fresh_clinic()
    for way in WAYS:
        make_account(made, way)
    return made


@pytest.fixture
def waiting(clinic):
    """Of each of so many people their number, and the job of their first message, claimed by a worker."""
    people = make_people(clinic, TRIALS)
    sequence = make_sequence(clinic, [(0, "Hello"), (2, "Still there?")], keeps_holidays=False, **ALWAYS)
    with clinic_context(clinic):
        enrol(sequence.pk, people, way="many", now=timezone.now())
        ticking.run(now=timezone.now())
        of_message = dict(StepRun.objects.values_list("message", "enrolment__lead"))
        numbers = dict(Identity.objects.filter(kind="phone").values_list("lead", "value"))
        jobs = work.claim_due(now=timezone.now(), limit=TRIALS)
    found = [(numbers[of_message[job.payload["message"]]], job) for job in jobs if job.kind == sending.SEND]
    assert len(found) == TRIALS
    return found


class Race:
    """`claimed`: by message a moment before the commit of its claim; `answered`: one after that of the answer."""

    def __init__(self, clinic, waiting):
        self._clinic, self._waiting, self._draw = clinic, waiting, random.Random(17)
        self._gate, self._met = threading.Barrier(2, timeout=120), threading.Barrier(2, timeout=120)
        self._asked, self.claimed, self.answered = {}, {}, {}

    def run(self):
        with ThreadPoolExecutor(2) as crowd:
            for done in [crowd.submit(self._beside, do) for do in (self._claim, self._answer)]:
                done.result(timeout=600)

    def ready(self, payload, now):
        """As the product asks; then a moment passes in which somebody else might commit."""
        answer = sending.ready(payload, now)
        time.sleep(self._draw.uniform(0, LONGEST))
        self._asked[payload["message"]] = time.monotonic()
        return answer

    def late(self):
        return [pk for pk, at in self.claimed.items() if at > self.answered[pk]]

    def _beside(self, do):
        """In the clinic, on a connection of its own."""
        try:
            with clinic_context(self._clinic):
                for place, (number, job) in enumerate(self._waiting):
                    self._gate.wait()
                    do(place, number, job)
        finally:
            connections.close_all()

    def _claim(self, place, number, job):
        if place % 4 == ANSWER_FIRST:
            self._met.wait()
        time.sleep(self._draw.uniform(0, HEAD_START))
        if work.begin(job):
            self.claimed[job.payload["message"]] = self._asked[job.payload["message"]]
        if place % 4 == CLAIM_FIRST:
            self._met.wait()

    def _answer(self, place, number, job):
        if place % 4 == CLAIM_FIRST:
            self._met.wait()
        way, now = WAYS[place % len(WAYS)], timezone.now()
        news = Incoming(OWN[way], f"in.{number}", Sender(phone=number), at=now, body="How much is it?")
        with transaction.atomic():
            receive(Letter(news, way, 1, b"{}", "application/json"), now=now)
        self.answered[job.payload["message"]] = time.monotonic()
        if place % 4 == ANSWER_FIRST:
            self._met.wait()


def test_nothing_of_a_sequence_is_claimed_after_the_commit_of_an_answer(clinic, waiting, monkeypatch):
    race = Race(clinic, waiting)
    known = handlers.handler_of(sending.SEND)
    monkeypatch.setitem(handlers._handlers, sending.SEND, replace(known, ready=race.ready))

    race.run()

    print(f"{len(race.answered)} answers, {len(race.claimed)} of them after the claim")  # noqa: T201
    assert len(race.answered) == TRIALS
    assert race.late() == []
    assert 0 < len(race.claimed) < TRIALS  # now the one was first, now the other
    with clinic_context(clinic):
        states = Counter(Message.objects.filter(is_out=True).values_list("state", flat=True))
        assert states == {"claimed": len(race.claimed), "cancelled": TRIALS - len(race.claimed)}
        assert set(Enrolment.objects.values_list("state", "reason")) == {("stopped", "replied")}
