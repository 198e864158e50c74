"""Whatever patients, clinics, providers and clocks do: no free text is handed over in a closed window (H:G8)."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comms.models import Channel, Message
from comms.providers.base import Receipt, Status
from comms.services.receiving.events import apply
from comms.services.refusals import Draft
from comms.services.writing import write
from comms.tests.conftest import NOW
from comms.tests.factories import OWN
from comms.tests.receiving.conftest import said
from crm.lib.errors import InvalidData
from tenants.inbound.models import WebhookEvent
from tenants.outbox.services.work import run_due

DAY = timedelta(hours=24)
MINUTES = (0, 1, 12 * 60, 23 * 60 + 59, 24 * 60, 24 * 60 + 1)
some_time = st.sampled_from([timedelta(minutes=minutes) for minutes in MINUTES])
DEEDS = st.one_of(
    st.tuples(st.just("says"), some_time),  # to be sent so much later
    st.tuples(st.just("hears"), some_time),  # what they wrote so long ago
    st.tuples(st.just("is_told"), some_time),  # what opens nothing: an out-of-office, a change of theirs
    st.tuples(st.just("learns"), st.sampled_from(["accepted", "delivered", "read", "failed"])),
    st.tuples(st.just("works"), st.none()),
)
# Each is followed by a while in which nothing happens.
STEPS = st.lists(st.tuples(DEEDS, some_time), min_size=3, max_size=8)


class Walk:
    """`theirs` are the moments at which the patient wrote; `handed` of each text when, and whether it might."""

    def __init__(self, talk, agent, clock, theirs):
        self.talk, self.agent, self.clock, self.theirs = talk, agent, clock, [theirs]
        self.handed, self.number = [], 0

    def send(self, letter):
        self.handed.append((timezone.now(), self.is_open(timezone.now())))
        return Receipt(f"wamid.{letter.reference}")

    def is_open(self, now):
        return any(now - at < DAY for at in self.theirs)

    def hears(self, ago, **more):
        self.number += 1
        self._apply(said(at=timezone.now() - ago, number=self.number, **more))
        if not more:
            self.theirs.append(timezone.now() - ago)

    def is_told(self, ago):
        self.hears(ago, **({"kind": "system"} if self.number % 2 else {"is_automatic": True}))

    def says(self, later):
        at = timezone.now() + later
        try:
            write(self.talk.pk, Draft("Good morning"), by=self.agent, now=timezone.now(), due_at=at)
        except InvalidData:
            assert not self.is_open(at)

    def learns(self, state):
        last = Message.objects.filter(is_out=True).exclude(provider_id="").last()
        if last:
            self._apply(Status(OWN[Channel.WHATSAPP], last.provider_id, state, timezone.now()))

    def works(self, _=None):
        refused = Message.objects.filter(code="window")
        before = refused.count()
        run_due(now=timezone.now())
        assert refused.count() == before or not self.is_open(timezone.now())

    def _apply(self, news):
        event = WebhookEvent(pk=1, body=b"{}", about={}, received_at=timezone.now())
        apply(news, Channel.WHATSAPP, event, "application/json", now=timezone.now())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_free_text_is_handed_over_while_its_window_is_open_and_never_after(talk, agent, clock, line, steps):
    clock.move_to(NOW)
    with transaction.atomic():
        walk = Walk(talk, agent, clock, theirs=NOW - timedelta(hours=1))
        line.then = [walk.send] * 20

        for (deed, about), time in steps:
            getattr(walk, deed)(about)
            clock.shift(time)
        walk.works()

        assert [at for at, was_open in walk.handed if not was_open] == []
        transaction.set_rollback(True)


@pytest.mark.parametrize(("waited", "left"), [(24 * 60 - 1, 1), (24 * 60 + 1, 0)])
def test_what_was_written_to_leave_at_23_59_does_not_leave_at_24_01(talk, agent, clock, line, waited, left):
    walk = Walk(talk, agent, clock, theirs=NOW)
    walk.hears(timedelta(0))
    walk.says(timedelta(minutes=24 * 60 - 1))

    clock.shift(timedelta(minutes=waited))
    walk.works()

    assert len(line.got) == left
    assert Message.objects.filter(code="window").count() == 1 - left
