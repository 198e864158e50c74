"""A message leaves once, or says why not (H:S1, S2, S11, S14, G7, G8)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comms.models import Account, Attempt, Conversation, Message
from comms.providers.base import OutcomeUnknown, Receipt, Refused, Trouble
from comms.services import sending
from comms.services.refusals import Draft
from comms.services.states import advance
from comms.services.writing import cancel, write
from comms.tests.conftest import NOW
from comms.tests.factories import make_template
from crm.lib.errors import Conflict, InvalidData, ProviderAway
from leads.models import Lead, Suppression
from leads.services.consent import is_suppressed, suppress
from tenants.outbox.models import Job
from tenants.outbox.services import work
from tenants.outbox.services.sweep import settle_abandoned

State = Message.State


def say(talk, agent, body="Good morning", **more):
    return write(talk.pk, Draft(body=body), by=agent, now=timezone.now(), **more)


def run():
    return work.run_due(now=timezone.now())


def told(message):
    message.refresh_from_db()
    return message.state, message.trouble, message.code


def test_what_is_written_leaves_once_and_is_called_sent_by_the_providers_id(talk, agent, line):
    message = say(talk, agent)

    run()
    run()

    message.refresh_from_db()
    assert line.bodies == ["Good morning"]
    assert (line.got[0].reference, line.got[0].to.value) == (str(message.reference), talk.address)
    assert (message.state, message.provider_id) == (State.ACCEPTED, f"wamid.{message.reference}")
    assert list(message.attempts.values_list("number", "outcome")) == [(1, "accepted")]


def test_whoever_waited_is_answered_and_the_leads_clocks_follow(talk, agent):
    say(talk, agent)

    run()

    talk.refresh_from_db()
    lead = Lead.objects.get(pk=talk.lead_id)
    assert (talk.waiting_since, talk.last_out_at, talk.unread, talk.preview) == (None, NOW, 0, "Good morning")
    assert (lead.last_contact_date, lead.answer_due_at) == (NOW, None)


def test_free_text_after_the_window_closed_is_refused_at_the_door_and_again_by_whoever_claims_it(
    talk, agent, line, clock
):
    message = say(talk, agent, due_at=NOW + timedelta(hours=22))
    Conversation.objects.update(last_in_at=NOW - timedelta(hours=30))  # it was another's message after all

    with pytest.raises(InvalidData) as refused:
        say(talk, agent)
    clock.move_to(NOW + timedelta(hours=22))
    run()

    assert "window" in refused.value.fields
    assert told(message) == (State.FAILED, "", "window")
    assert line.got == []
    talk.refresh_from_db()
    assert talk.failed


def test_an_approved_template_goes_when_the_window_is_closed_and_another_does_not(talk, agent, line, clinic):
    make_template(clinic)
    Conversation.objects.update(last_in_at=NOW - timedelta(hours=30))
    call = {"name": "hello", "language": "en", "values": ["Sarah"]}

    write(talk.pk, Draft(body="Hi Sarah", template_call=call), by=agent, now=NOW)
    with pytest.raises(InvalidData, match="not approved"):
        write(talk.pk, Draft(body="x", template_call=call | {"language": "pl"}), by=agent, now=NOW)
    run()

    assert [(one.template.name, one.template.values) for one in line.got] == [("hello", ("Sarah",))]


def test_a_stop_that_comes_after_the_writing_is_kept_by_whoever_claims(talk, agent, line):
    message = say(talk, agent)
    suppress(
        [("phone", talk.address)], reason=Suppression.Reason.STOP, source="whatsapp", by=None, now=NOW,
        channel="whatsapp",
    )  # fmt: skip

    run()

    assert told(message) == (State.FAILED, "", "stopped")
    assert line.got == []


def test_an_offer_needs_a_consent(talk, agent, line):
    with pytest.raises(InvalidData, match="not agreed to offers"):
        write(talk.pk, Draft(body="A discount", purpose="marketing"), by=agent, now=NOW)


def test_what_nobody_knows_the_end_of_is_unknown_and_never_sent_again(talk, agent, line, clock):
    message = say(talk, agent)
    line.then = [OutcomeUnknown("timeout")]

    run()
    clock.move_to(NOW + timedelta(days=1))
    run()

    assert told(message)[0] == State.UNKNOWN
    assert len(line.got) == 1
    talk.refresh_from_db()
    assert talk.failed
    assert Job.objects.get(kind=sending.SEND).state == Job.State.UNKNOWN


def test_a_worker_that_died_in_mid_call_leaves_unknown_until_the_provider_tells(talk, agent, line):
    message = say(talk, agent)
    (job,) = work.claim_due(now=NOW)
    work.begin(job)
    settle_abandoned(now=NOW + work.LEASE + timedelta(seconds=1))
    assert told(message)[0] == State.UNKNOWN

    advance(Message.objects.filter(pk=message.pk), State.DELIVERED, at=NOW, provider_id="wamid.9")

    assert told(message)[0] == State.DELIVERED


def test_an_answer_that_comes_after_the_lease_is_believed(talk, agent, line):
    message = say(talk, agent)
    (job,) = work.claim_due(now=NOW)
    work.begin(job)
    settle_abandoned(now=NOW + work.LEASE + timedelta(seconds=1))

    work.attempt(job)

    assert told(message)[0] == State.ACCEPTED


def test_a_status_before_the_sends_own_answer_is_kept(talk, agent, line):
    message = say(talk, agent)

    def answer(letter):
        advance(
            Message.objects.filter(reference=letter.reference), State.DELIVERED, at=NOW, provider_id="wamid.early"
        )
        return Receipt("wamid.early")

    line.then = [answer]
    run()

    message.refresh_from_db()
    assert (message.state, message.provider_id) == (State.DELIVERED, "wamid.early")
    assert message.accepted_at == NOW


def test_a_refusal_for_good_is_final_and_says_why(talk, agent, line):
    message = say(talk, agent)
    line.then = [Refused(Trouble.UNREACHABLE, code="131026")]

    run()

    assert told(message) == (State.FAILED, "unreachable", "131026")
    assert Attempt.objects.get().outcome == "refused"


@pytest.mark.parametrize("error", [Refused(Trouble.TRANSIENT, code="131000"), ProviderAway("ConnectError")])
def test_a_fault_of_theirs_is_tried_again_a_few_times_later_each_time_and_then_fails(
    talk, agent, line, clock, error
):
    message = say(talk, agent)
    line.then = [error] * 9
    gaps = []

    while Job.objects.filter(kind=sending.SEND, state=Job.State.WAITING).exists():
        Account.objects.update(paused_until=None)
        due = Job.objects.get(kind=sending.SEND).due_at
        gaps.append((due - timezone.now()).total_seconds())
        clock.move_to(due)
        run()

    assert len(line.got) == 5
    assert [round(gap / most, 1) >= 0.8 and gap <= most for gap, most in zip(gaps[1:], (2, 8, 30, 60), strict=True)]
    assert told(message)[0] == State.FAILED


def test_too_much_makes_the_whole_account_rest_and_everything_goes_in_the_end(talk, agent, line, clock):
    messages = [say(talk, agent, f"Part {number}") for number in range(5)]
    busy_until = NOW + timedelta(minutes=5)
    calls = []

    def busy(letter):
        calls.append(timezone.now())
        if timezone.now() < busy_until:
            raise Refused(Trouble.RATE, code="130429")
        return Receipt(f"wamid.{letter.reference}")

    line.then = [busy] * 200
    while Message.objects.filter(state=State.QUEUED).exists():
        clock.shift(timedelta(seconds=4))
        run()

    assert sum(at < busy_until for at in calls) <= 12
    assert {told(one)[0] for one in messages} == {State.ACCEPTED}
    assert list(Message.objects.order_by("accepted_at", "pk").values_list("body", flat=True)) == [
        f"Part {number}" for number in range(5)
    ]


@pytest.mark.parametrize("trouble", [Trouble.AUTH, Trouble.ACCOUNT])
def test_an_account_that_is_refused_stands_still_and_what_waits_goes_when_it_is_mended(
    talk, agent, line, clock, trouble
):
    messages = [say(talk, agent, f"Part {number}") for number in range(3)]
    line.then = [Refused(trouble, code="190")]

    for _ in range(4):
        clock.shift(timedelta(minutes=11))
        run()

    account = Account.objects.get()
    assert (account.state, account.trouble, account.code) == ("broken", trouble, "190")
    assert len(line.got) == 1
    assert {told(one)[0] for one in messages} == {State.QUEUED}

    from comms.services.accounts import open_up

    open_up(account, now=timezone.now())
    for _ in range(4):
        clock.shift(timedelta(minutes=11))
        run()
    assert {told(one)[0] for one in messages} == {State.ACCEPTED}


@pytest.mark.parametrize(("trouble", "purpose"), [(Trouble.OPTED_OUT, "marketing"), (Trouble.ADDRESS, "contact")])
def test_what_a_provider_says_of_the_person_becomes_a_stop(talk, agent, line, trouble, purpose):
    say(talk, agent)
    line.then = [Refused(trouble, code="1")]

    run()
    run()

    assert is_suppressed("phone", talk.address, "whatsapp", purpose)
    assert not is_suppressed("phone", talk.address, "mail", purpose)


def test_messages_of_one_conversation_leave_in_the_order_in_which_they_were_written(talk, agent, line, clock):
    say(talk, agent, "First")
    say(talk, agent, "Second")
    line.then = [Refused(Trouble.PAIR, code="131056")]

    run()
    assert line.bodies == ["First"]
    for _ in range(10):
        clock.shift(timedelta(seconds=3))
        run()

    assert line.bodies == ["First", "First", "Second"]


def test_what_is_cancelled_does_not_leave_and_what_has_left_cannot_be_cancelled(talk, agent, line, clock):
    later = say(talk, agent, due_at=NOW + timedelta(hours=2))
    sent = say(talk, agent)
    run()

    cancel(later.pk, by=agent, now=NOW)
    with pytest.raises(Conflict):
        cancel(sent.pk, by=agent, now=NOW)
    clock.move_to(NOW + timedelta(hours=3))
    run()

    assert told(later)[0] == State.CANCELLED
    assert len(line.got) == 1
