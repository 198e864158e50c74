"""Whatever happens in whatever order: nobody gets a step twice, anything after a stop or anything by night, and
nothing is lost without a reason (H:S2, S3, S11, S12, C2 to C4). Beside the engine a few lines remember what may
be."""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from comms.models import Channel, Message
from comms.providers.base import OutcomeUnknown, Receipt
from comms.sequences.models import Enrolment, Pulse, Step, StepRun, Variant, Version
from comms.sequences.services import ticking
from comms.sequences.services.enrolling import enrol
from comms.sequences.services.pausing import go_on, go_on_one, pause, pause_one
from comms.sequences.tests.factories import make_person, make_sequence
from comms.services.receiving.incoming import Letter, receive
from comms.tests.conftest import NOW
from comms.tests.factories import make_account
from comms.tests.receiving.conftest import said
from crm.testing.people import make_user
from leads.models import Lead, StageChange
from leads.services.spreading import tell_all
from leads.signals import contact_stopped, leads_moved, leads_put_away
from leads.tests.factories import stage_of
from tenants.context import clinic_context
from tenants.outbox.services.work import run_due
from tenants.staff import roles

LONDON = ZoneInfo("Europe/London")
HOURS = (0, 0, 1, 5, 11, 24, 49, 100, -2)  # the clock also goes back
DEEDS = ("looks", "works", "looks_and_works", "answers", "asks", "is_lost", "is_back", "is_archived")
MORE = ("pauses", "goes_on", "waits", "waits_no_more", "edits", "crashes", "is_left_in_mid_call")
STEPS = st.lists(
    st.tuples(st.sampled_from(DEEDS + MORE), st.booleans(), st.sampled_from(HOURS)), min_size=4, max_size=10
)

BETWEEN = ("is_lost", "is_archived", "asks", "pauses", "waits")  # the look and the claim; nobody is told of it


def between(deed):
    return [("looks", True, 0), (deed, False, 0), ("works", True, 0)]


class History:
    """`handed` are the texts that left; `is_out`: it was told that they are out for good."""

    def __init__(self, sequence, lead, by, clock):
        self.sequence, self.lead, self.by, self.clock = sequence, lead, by, clock
        self.handed, self.wrong, self.is_out, self.then_lost = Counter(), [], False, False
        self.number = 0

    def send(self, letter):
        there = timezone.now().astimezone(LONDON)
        self.handed[letter.body] += 1
        one = Enrolment.objects.select_related("sequence", "lead__stage").get()
        lead = one.lead
        questions = {
            "after a stop": self.is_out,
            "lost": lead.stage.semantic == "lost",
            "away": lead.archived_at is not None or lead.do_not_contact,
            "by night": not 9 <= there.hour < 20 or there.weekday() == 6,
            "in a pause": one.paused_at is not None or one.sequence.state == "paused",
        }
        self.wrong += [(why, letter.body, there) for why, is_so in questions.items() if is_so]
        if self.then_lost:
            raise OutcomeUnknown("gone")
        return Receipt(f"sm.{letter.reference}")

    def looks(self, told=True):
        ticking.run(now=timezone.now())

    def works(self, told=True):
        run_due(now=timezone.now())

    def looks_and_works(self, told=True):
        self.looks(), self.works()

    def answers(self, told):
        """`told`: by their message; else by an announcement that was lost, which the conversation knows of."""
        self.number += 1
        phone = self.lead.identities.get().value
        news = said(channel=Channel.SMS, at=timezone.now(), number=self.number)
        news = type(news)(**{**news.__dict__, "sender": type(news.sender)(phone=phone)})
        one = Enrolment.objects.get()
        with transaction.atomic():
            receive(Letter(news, Channel.SMS, 1, b"{}", "application/json"), now=timezone.now())
        self.is_out |= one.state == "active" and timezone.now() > one.began_at

    def asks(self, told):
        Lead.objects.update(do_not_contact=True)
        self._tell(told, contact_stopped)

    def is_lost(self, told):
        Lead.objects.update(stage=stage_of("lost"))
        if told:
            self._tell(told, leads_moved, changes=[self._change()])

    def is_archived(self, told):
        Lead.objects.update(archived_at=timezone.now())
        self._tell(told, leads_put_away, why="archived")

    def is_back(self, told):
        Lead.objects.update(stage=stage_of("new"), archived_at=None, do_not_contact=False)

    def pauses(self, told):
        pause(self.sequence.pk, by=self.by, now=timezone.now())

    def goes_on(self, told=True):
        go_on(self.sequence.pk, by=self.by, now=timezone.now())

    def waits(self, told):
        if one := self._active():
            pause_one(one.pk, by=self.by, now=timezone.now())

    def waits_no_more(self, told=True):
        if (one := self._active()) and self._may_be_seen():
            go_on_one(one.pk, by=self.by, now=timezone.now())

    def edits(self, told):
        """A newer version with the same keys and one step more; `told`: those under way begin it anew, whatever
        they have had."""
        self.sequence.refresh_from_db()
        before = list(Step.objects.filter(version=self.sequence.version_id).prefetch_related("variants"))
        number = self.sequence.versions.count() + 1
        version = Version.objects.create(sequence=self.sequence, number=number, published_at=NOW)
        for place, step in enumerate([*before, before[-1]]):
            more = {} if place < len(before) else {"key": Step._meta.get_field("key").get_default()}
            kept = {"key": step.key, "channel": step.channel, "wait": step.wait, "unit": step.unit, **more}
            made = Step.objects.create(version=version, position=place, **kept)
            text = step.variants.get()
            Variant.objects.create(step=made, key=text.key, label=text.label, template=text.template)
        self.sequence.version = version
        self.sequence.save(update_fields=["version"])
        if told and self._active():
            Enrolment.objects.update(version=version, next_step=version.steps.first())

    def crashes(self, told):
        """The process dies before its commit."""
        with transaction.atomic():
            self.looks()
            transaction.set_rollback(True)

    def is_left_in_mid_call(self, told):
        self.then_lost = True
        self.works()
        self.then_lost = False

    def goes_on_to_the_end(self):
        """Nothing more happens: whoever is under way is done in the end."""
        self.is_back(True), self.goes_on(), self.waits_no_more()
        for _ in range(12):
            one = self._active()
            if one is None:
                break
            self.clock.move_to(max(one.due_at, timezone.now() + timedelta(minutes=1)))
            Pulse.objects.update(next_at=timezone.now())
            self.looks_and_works()

    def _active(self):
        return Enrolment.objects.filter(state="active").first()

    def _may_be_seen(self):
        return not Lead.objects.filter(merged_into__isnull=False).exists()

    def _tell(self, told, announcement, **about):
        about = about or {}
        leads = {} if "changes" in about else {"leads": [self.lead.pk]}
        if told:
            self.is_out |= self._active() is not None
            tell_all(announcement, **leads, **about, now=timezone.now())

    def _change(self):
        return StageChange.objects.filter(lead=self.lead).latest("pk")


def twice(history):
    """A text that the edits used for one step more may go once for each of its steps."""
    keys = StepRun.objects.filter(outcome="message").values_list("step_key", "message__body")
    allowed = Counter(body for _key, body in keys)
    return [body for body, times in history.handed.items() if times > allowed[body]]


def lost_without_a_reason():
    """What the ledger, the messages and the enrolment say together."""
    found = []
    for run in StepRun.objects.select_related("message"):
        said_why = run.reason or (
            run.message and (run.message.code or run.message.state not in ("failed", "cancelled"))
        )
        found += [] if said_why else [run.outcome]
    one = Enrolment.objects.get()
    if one.state == "finished":
        keys = set(Step.objects.filter(version=one.version_id).values_list("key", flat=True))
        found += keys - set(one.runs.values_list("step_key", flat=True))
    return found + ([] if one.state != "active" else ["still under way"])


@pytest.fixture
def world(clinic, clock, line):
    make_account(clinic, "sms")
    lead, by = make_person(clinic), make_user(clinic, role=roles.MANAGER, email="m@example.com")
    return make_sequence(clinic, again_after=None, winner_at=None), lead, by


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
@example(between(BETWEEN[0]))
@example(between(BETWEEN[1]))
@example(between(BETWEEN[2]))
@example(between(BETWEEN[3]))
@example(between(BETWEEN[4]))
def test_a_history_of_anything_sends_no_step_twice_none_too_late_and_loses_none(clinic, world, clock, line, steps):
    clock.move_to(NOW)
    with clinic_context(clinic), transaction.atomic():
        world[0].refresh_from_db()
        history = History(*world, clock)
        line.then = [history.send] * 50
        enrol(world[0].pk, [world[1].pk], way="hand", now=NOW)
        for deed, told, hours in steps:
            getattr(history, deed)(told)
            clock.shift(timedelta(hours=hours, minutes=1))
        history.goes_on_to_the_end()

        assert history.wrong == []
        assert twice(history) == []
        assert lost_without_a_reason() == []
        assert Message.objects.filter(step_run=None, is_out=True).count() == 0
        transaction.set_rollback(True)
