"""Calls through the clinic's own number: begun once, heard in any order, missed and called back (F:C4, C5)."""

from datetime import timedelta
from itertools import permutations
from types import SimpleNamespace

import pytest
from django.utils import timezone

from comms.models import Call, Channel, Conversation, Message
from comms.providers.base import CallNews, OutcomeUnknown, Receipt
from comms.services.calls import heard, ring, ringing
from comms.services.calls.missed import MISSED, missed
from comms.services.calls.rules import keep_rules
from comms.services.queue import finish, take
from comms.signals import patient_spoke
from comms.tests.conftest import NOW
from comms.tests.factories import OWN, make_account, make_template
from crm.lib.errors import InvalidData, NotThere
from crm.testing.people import make_user
from leads.models import Disposition, LeadPayload
from leads.models.consent import Channel as Way
from leads.services.attempts import Said
from leads.services.consent import suppress
from leads.tests.factories import make_lead, reach, stage_of
from tenants.context import clinic_context
from tenants.outbox.models import Job
from tenants.staff.roles import ADMIN

ALICE, OURS, SID, CHILD = "+393331234567", OWN[Channel.SMS], "CA" + "1" * 32, "CA" + "2" * 32
SECOND = timedelta(seconds=1)
State = Call.State


def news(state: str, *, child: bool = False, inbound: bool = True, after: int = 0, **fields: object) -> CallNews:
    told = {"direction": "inbound" if inbound and not child else "outbound", "caller": ALICE, "called": OURS}
    ids = {"parent_id": SID} if child else {}
    return CallNews(OURS, CHILD if child else SID, state, NOW + after * SECOND, **{**told, **ids, **fields})


def event(query: str = "") -> SimpleNamespace:
    return SimpleNamespace(about={"query": query}, body=b"CallSid=CA", pk=1)


@pytest.fixture
def desk(clinic, clock):
    make_account(clinic, Channel.SMS, kind="twilio")
    with clinic_context(clinic):
        yield clinic


@pytest.fixture
def alice(desk):
    lead = make_lead(desk, "Alice", country="IT", stage="Contacted", language="it")
    reach(desk, lead, "phone", ALICE)
    return lead


@pytest.fixture
def ana(desk):
    return make_user(desk, phone="+355691234567")


TALK = [
    news("ringing"),
    news("in-progress", after=1),
    news("in-progress", child=True, after=5),
    news("completed", child=True, after=65, seconds=60),
    news("completed", after=66, seconds=66),
]


def test_news_of_a_talk_give_the_same_call_in_every_order_and_however_often(desk, alice):
    ends = set()
    for order in permutations(TALK):
        Call.objects.all().delete()
        waiting = [*order, order[0]]
        while waiting:
            one = waiting.pop(0)
            try:
                heard(one, event(), now=NOW)
            except InvalidData:  # the inbox reads it again later
                waiting.append(one)
        call = Call.objects.get()
        ends.add((call.state, call.seconds, call.answered_at, call.ended_at, call.lead_id, call.missed_at))

    assert ends == {(State.ENDED, 60, NOW + 5 * SECOND, NOW + 66 * SECOND, alice.pk, None)}


def test_who_called_and_was_not_answered_is_called_back_now_and_only_once(desk, alice, ana):
    heard(news("completed", after=30), event(), now=NOW)
    heard(news("no-answer", child=True, after=29), event(), now=NOW)
    job = Job.objects.get(kind=MISSED)

    missed(job.payload)
    alice.refresh_from_db()
    asked = alice.next_follow_up, alice.follow_up_why
    why = take(ana, now=NOW + 60 * SECOND).rank.reasons[0].why
    alice.next_follow_up = None
    alice.save()
    missed(job.payload)

    assert (*asked, why) == (NOW + 30 * SECOND, "call_back", "missed")
    alice.refresh_from_db()
    assert alice.next_follow_up is None


def test_their_call_is_told_once_and_ours_never(desk, alice, ana, monkeypatch):
    told = []
    monkeypatch.setitem(patient_spoke._receivers, "test", lambda **news: told.append(news))
    for one in [*TALK, TALK[0]]:
        heard(one, event(), now=NOW)
    Call.objects.update(is_out=True)
    heard(TALK[1], event(), now=NOW)

    assert told == [{"lead_id": alice.pk, "at": NOW, "way": "call"}]


def test_who_was_lost_and_calls_is_a_lead_that_waits_again(desk, alice):
    alice.stage = stage_of("lost")
    alice.save()
    heard(news("completed", after=30), event(), now=NOW)

    missed(Job.objects.get(kind=MISSED).payload)

    alice.refresh_from_db()
    assert alice.stage.semantic == "new"
    assert alice.response_cycles.filter(ended_at=None).exists()


def test_an_answer_that_is_heard_of_late_is_no_missed_call(desk, alice):
    heard(news("completed", after=30), event(), now=NOW)
    job = Job.objects.get(kind=MISSED)
    heard(news("completed", child=True, after=29, seconds=20), event(), now=NOW)

    missed(job.payload)

    alice.refresh_from_db()
    assert (Call.objects.get().missed_at, alice.next_follow_up) == (None, None)


def test_somebody_whom_nobody_knows_waits_in_triage_with_their_number(desk):
    for sid in ("CA1", "CA2"):
        again = CallNews(OURS, sid, "ringing", NOW, direction="inbound", caller="+393337654321", called=OURS)
        heard(again, event(), now=NOW)

    arrival = LeadPayload.objects.get()
    assert "+393337654321" in str(arrival.fields)
    assert {one.arrival for one in Call.objects.all()} == {arrival}


def test_a_missed_call_is_answered_by_one_text_when_the_clinic_wants_it(desk, alice):
    text = make_template(desk, language="it", channel=Channel.SMS, key="back")
    admin = make_user(desk, role=ADMIN, email="admin@example.com")
    keep_rules(is_recorded=False, rings_seconds=25, text_back=text.template_id, by=admin)

    for number in range(2):
        heard(news("completed", after=number), event(), now=NOW)
        sid = {"call_id": f"CA{number + 5}"}
        again = CallNews(OURS, sid["call_id"], "completed", NOW, direction="inbound", caller=ALICE, called=OURS)
        heard(again, event(), now=NOW)
    for job in Job.objects.filter(kind=MISSED):
        missed(job.payload)

    assert [one.body for one in Message.objects.all()] == ["Hi Alice"]
    assert Conversation.objects.get().lead == alice


@pytest.fixture
def phone(monkeypatch, ana):
    """What the provider is asked; it answers with the next of `then`."""
    asked = SimpleNamespace(orders=[], then=None)

    def start(account, order):
        asked.orders.append(order)
        if asked.then:
            raise asked.then
        return Receipt(SID)

    monkeypatch.setattr(ringing, "start_call", start)
    monkeypatch.setattr(ringing, "use", lambda kind: {"account_sid": "", "auth_token": "", "number": OURS})
    return asked


def test_a_press_rings_our_own_telephone_first_and_twice_is_once(desk, alice, ana, phone):
    call = ring(alice.pk, None, by=ana, now=NOW)

    again = ring(alice.pk, None, by=ana, now=NOW + SECOND)

    assert again == call
    assert Job.objects.filter(kind=ringing.RING).count() == 1
    payload = Job.objects.get(kind=ringing.RING).payload
    assert ringing.ready(payload, NOW) is True
    assert ringing.ready(payload, NOW) is False
    ringing.begin(payload)
    (order,) = phone.orders
    assert (order.to, order.caller) == (ana.phone, OURS)
    assert f">{ALICE}</Number>" in order.twiml
    assert "recordingStatusCallback" not in order.twiml


def test_whoever_asked_meanwhile_not_to_be_called_is_not(desk, alice, ana, phone):
    call = ring(alice.pk, None, by=ana, now=NOW)
    asked = {"reason": "asked", "source": "test", "by": None, "now": NOW}
    suppress([("phone", ALICE)], channel=Way.CALL, lead=alice.pk, **asked)

    assert ringing.ready({"call": call.pk}, NOW) is False

    call.refresh_from_db()
    assert (call.state, call.code) == (State.FAILED, "stopped")
    with pytest.raises(InvalidData):
        ring(alice.pk, None, by=ana, now=NOW + timedelta(hours=1))


def test_a_call_that_could_not_begin_at_once_never_does(desk, alice, ana, phone):
    call = ring(alice.pk, None, by=ana, now=NOW)

    assert ringing.ready({"call": call.pk}, NOW + ringing.STALE + SECOND) is False

    call.refresh_from_db()
    assert (call.state, call.code) == (State.FAILED, "stale")


def test_news_that_come_before_the_providers_own_answer_find_the_call_by_our_word(desk, alice, ana, phone):
    call = ring(alice.pk, None, by=ana, now=NOW)
    query = f"call={call.reference}"

    for one in (news("ringing", inbound=False), news("in-progress", inbound=False, after=1)):
        heard(one, event(query), now=NOW)
    heard(news("in-progress", child=True, after=2), event(query), now=NOW)

    call.refresh_from_db()
    assert (call.state, call.provider_id, Call.objects.count()) == (State.TALKING, SID, 1)


def test_an_outcome_that_nobody_knows_is_shown_so_and_the_result_stands_beside_it(desk, alice, ana, phone):
    call = ring(alice.pk, None, by=ana, now=NOW)
    ringing.ready({"call": call.pk}, NOW)
    phone.then = OutcomeUnknown("hung")
    told = SimpleNamespace(payload={"call": call.pk}, outcome="unknown", result=None, error=None, at=NOW)

    ringing.ended(told)
    attempt = finish(alice.pk, Disposition.NO_ANSWER, Said(), by=ana, now=NOW + SECOND)

    call.refresh_from_db()
    assert (call.state, call.attempt) == (State.UNKNOWN, attempt)


def test_nobody_rings_a_lead_that_they_do_not_see_or_that_is_of_another_clinic(desk, other_clinic, alice, ana):
    ben = make_user(desk, email="ben@example.com", data_scope="own", phone="+355691234568")
    alice.assigned_to = ana
    alice.save()
    foreign = make_lead(other_clinic, "Foreign")

    for lead in (alice.pk, foreign.pk):
        with pytest.raises(NotThere):
            ring(lead, None, by=ben, now=timezone.now())
