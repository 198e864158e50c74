"""STOP and claims at the same moment: of 500 messages none is claimed after the commit of its STOP (H:S11)."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connections, transaction
from django.utils import timezone

from comms.models import Channel, Conversation, Message
from comms.providers.base import Incoming, Sender
from comms.services import sending
from comms.services.receiving.incoming import Letter, receive
from comms.tests.factories import OWN, make_account
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.outbox import handlers
from tenants.outbox.models import Job
from tenants.outbox.services import work

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("chaos")]

# Leads who wrote from ten numbers, one of which says STOP for all; strangers with the one that they wrote from.
LEADS, NUMBERS, STRANGERS = 45, 10, 50
TRIALS = LEADS * NUMBERS + STRANGERS
LONGEST = 0.002  # seconds between a claim's question and its commit, at most


def make_talks(account, lead, numbers):
    now = timezone.now()
    about = {"account": account, "channel": Channel.WHATSAPP, "kind": "phone", "lead": lead}
    known = about | {"last_at": now, "last_in_at": now}
    return Conversation.objects.bulk_create(Conversation(address=f"+447700900{one:03}", **known) for one in numbers)


def make_jobs(account, talks):
    """A message to each, and its job."""
    now = timezone.now()
    about = {"account": account, "is_out": True, "body": "Hello", "at": now, "state": Message.State.QUEUED}
    messages = Message.objects.bulk_create(Message(conversation=talk, due_at=now, **about) for talk in talks)
    payloads = [{"message": one.pk, "account": account.pk} for one in messages]
    Job.objects.bulk_create(
        Job(kind=sending.SEND, key=f"race:{one['message']}", payload=one, due_at=now) for one in payloads
    )


@pytest.fixture
def clinic(fresh_clinic, no_worker):
    return fresh_clinic()


@pytest.fixture
def people(clinic):
    """Of each person the number that says STOP, and the jobs that wait for them, claimed by one worker."""
    account = make_account(clinic, Channel.WHATSAPP)
    leads = [make_lead(clinic, "Sarah", str(number)) for number in range(LEADS)]
    with clinic_context(clinic):
        talks = [
            make_talks(account, lead, range(at * NUMBERS, (at + 1) * NUMBERS)) for at, lead in enumerate(leads)
        ]
        for lead, theirs in zip(leads, talks, strict=True):
            reach(clinic, lead, "phone", theirs[0].address)
        talks += [make_talks(account, None, [900 + at]) for at in range(STRANGERS)]
        make_jobs(account, [talk for theirs in talks for talk in theirs])
        jobs = {job.payload["message"]: job for job in work.claim_due(now=timezone.now(), limit=TRIALS)}
        of_talk = dict(Message.objects.values_list("conversation", "pk"))
    return [(theirs[0].address, [jobs[of_talk[talk.pk]] for talk in theirs]) for theirs in talks]


class Race:
    """`claimed`: of each message that was to leave, a moment before its claim's commit; `stopped`: of each, one
    after the commit of its STOP."""

    def __init__(self, clinic, people):
        self._clinic, self._people, self._draw = clinic, people, random.Random(11)
        self._gate = threading.Barrier(2, timeout=120)
        self._asked, self.claimed, self.stopped = {}, {}, {}

    def run(self):
        with ThreadPoolExecutor(2) as crowd:
            for done in [crowd.submit(self._beside, do) for do in (self._claim, self._stop)]:
                done.result(timeout=300)

    def ready(self, payload, now):
        """As the product asks; then a moment passes in which somebody else might commit."""
        answer = sending.ready(payload, now)
        time.sleep(self._draw.uniform(0, LONGEST))
        self._asked[payload["message"]] = time.monotonic()
        return answer

    def late(self):
        return [pk for pk, at in self.claimed.items() if at > self.stopped[pk]]

    def _beside(self, do):
        """In the clinic, on a connection of its own."""
        try:
            with clinic_context(self._clinic):
                for number, jobs in self._people:
                    self._gate.wait()
                    do(number, jobs)
        finally:
            connections.close_all()

    def _claim(self, number, jobs):
        for job in jobs:
            if work.begin(job):
                self.claimed[job.payload["message"]] = self._asked[job.payload["message"]]

    def _stop(self, number, jobs):
        news = Incoming(OWN["whatsapp"], f"in.{number}", Sender(phone=number), at=timezone.now(), body="STOP")
        with transaction.atomic():
            receive(Letter(news, Channel.WHATSAPP, 1, b"{}", "application/json"), now=timezone.now())
        self.stopped |= dict.fromkeys((job.payload["message"] for job in jobs), time.monotonic())


@pytest.fixture
def race(clinic, people, monkeypatch):
    race = Race(clinic, people)
    known = handlers.handler_of(sending.SEND)
    monkeypatch.setitem(handlers._handlers, sending.SEND, replace(known, ready=race.ready))
    return race


def test_of_500_messages_none_is_claimed_after_the_commit_of_its_stop(clinic, race):
    race.run()

    assert len(race.stopped) == TRIALS == 500
    assert 0 < len(race.claimed) < TRIALS  # now the one was first, now the other
    assert race.late() == []
    with clinic_context(clinic):
        refused = Message.objects.filter(is_out=True, state=Message.State.FAILED, code="stopped").count()
    assert refused == TRIALS - len(race.claimed)
