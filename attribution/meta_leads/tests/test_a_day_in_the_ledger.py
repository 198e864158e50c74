"""A day at the simulated Meta against the real tables: a tenth of the webhooks lost, a twentieth doubled, the token
ended twice, Meta faulty now and then; in the evening every lead is there once (H:W2, W7; F:I13)."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone
from time_machine import travel

from attribution.meta_leads.models import InstantLead
from attribution.meta_leads.services.connecting import connect_again
from attribution.meta_leads.services.gaps import gap
from attribution.meta_leads.services.polling import look_for_leads
from attribution.meta_leads.tests.filling import deliver
from attribution.models import Touchpoint
from leads.models import Lead
from tenants.notices.models import Notice

TICK, DAY = timedelta(minutes=10), timedelta(days=1)
LEADS, TESTS = 60, 2
ENDS = (40, 90)  # ticks at which the token ends; two hours later somebody connects the page again
MENDED = 12


class Day:
    def __init__(self, meta, page, connection, work, clock):
        self.meta, self.page, self.connection, self.work, self.clock = meta, page, connection, work, clock
        self.chance = Random(9)
        self.start = timezone.now().replace(microsecond=0)
        faults = ["drop"] * (LEADS // 10) + ["duplicate"] * (LEADS // 20)
        self.faults = dict(zip(self.chance.sample(range(LEADS), len(faults)), faults, strict=True))

    def at(self, tick):
        self.clock.move_to(self.start + tick * TICK)
        standing = self.meta.host.pages.standing(self.page)
        if tick in ENDS:
            standing.is_alive = False
        if tick - MENDED in ENDS:
            standing.is_alive = True
            self.page = self.meta.host.pages.know(replace(self.page, token=f"{self.page.token[:40]}{tick}"))
            by = self.connection.connected_by
            connect_again(self.connection.pk, self.page.token, by=by, now=timezone.now())

    def fill(self, number):
        if number in self.faults:
            self.meta.tell("hook.meta.leadgen", self.faults[number])
        answers = {"full_name": [f"Patient {number}"], "phone_number": [f"+4420794{60000 + number}"]}
        form = self.page.forms[number % 2]
        self.meta.host.pages.fill(form.id, answers, at=timezone.now().timestamp() - self.chance.randrange(500))

    def goes_on(self):
        if self.chance.random() < 0.05:
            self.meta.tell("meta.lead*", "status", status=503)
        deliver(self.meta)
        self.work()
        look_for_leads(now=timezone.now())
        self.work()


@pytest.fixture
def day(meta, page, connection, worked):
    with travel(timezone.now() + timedelta(hours=1), tick=False) as clock:
        yield Day(meta, page, connection, worked, clock)


def test_in_the_evening_every_lead_is_there_once(clinic, admin, day, meta):
    moments = sorted(day.chance.randrange(1, 144) for _ in range(LEADS))
    for tick in range(1, 170):
        day.at(tick)
        for number in [number for number, at in enumerate(moments) if at == tick]:
            day.fill(number)
        if tick in {20, 70}:
            meta.host.pages.fill(day.page.forms[0].id, {"full_name": ["<test lead: dummy data for full_name>"]})
        day.goes_on()

    known = dict(InstantLead.objects.values_list("leadgen_id", "state"))
    assert set(known) == set(meta.host.pages.leads)
    assert Counter(known.values()) == {"entered": LEADS, "test": TESTS}
    names = Lead.objects.values_list("first_name", "last_name")
    assert Counter(" ".join(filter(None, one)) for one in names) == {f"Patient {n}": 1 for n in range(LEADS)}
    assert Touchpoint.objects.exclude(meta_lead_id="").values("meta_lead_id").distinct().count() == LEADS
    ways = Counter(InstantLead.objects.values_list("told_by", flat=True))
    assert ways["look"] >= LEADS // 10
    assert ways["webhook"] > LEADS // 2
    assert Notice.objects.filter(user=admin, kind="meta_connection_broken").count() == len(ENDS)
    day.connection.refresh_from_db()
    found = gap(day.connection, day.start - DAY, timezone.now() + DAY)
    assert [one.missing for one in found] == [0, 0]
    assert sum(one.theirs for one in found) == LEADS + TESTS
