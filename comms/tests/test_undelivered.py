"""What follows when a carrier tells later that an SMS did not arrive (INTEGRATIONS 5.2)."""

import uuid
from datetime import timedelta

import pytest

from comms.models import Channel, Message
from comms.providers.twilio.errors import trouble_of
from comms.services.settling import failed
from comms.services.undelivered.again import once_more
from comms.services.undelivered.asking import ONCE_MORE, SAME_WORDS, WAIT
from comms.services.undelivered.same_words import stop_same_words
from comms.tests.conftest import NOW
from comms.tests.factories import make_conversation, make_message, make_template
from leads.services.consent import stops_of
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.outbox.models import Job
from tenants.outbox.services.work import run_due

State = Message.State


@pytest.fixture
def talk(clock, clinic, line):
    conversation = make_conversation(clinic, make_lead(clinic, "Sarah"), channel=Channel.SMS, last_in_at=None)
    with clinic_context(clinic):
        yield conversation


@pytest.fixture
def gone(clinic, talk, agent):
    """`gone(code)`: a message that the carrier took, and said this code of afterwards."""

    def tell(code, **fields):
        taken = {"state": State.ACCEPTED, "provider_id": f"SM{uuid.uuid4().hex}", "author": agent, "at": NOW}
        message = make_message(clinic, talk, **taken, **fields)
        failed(message, trouble_of(code), code, now=NOW)
        return message

    return tell


def job(kind):
    return Job.objects.get(kind=kind)


@pytest.mark.parametrize("code", ["30003", "30008"])
def test_a_telephone_that_was_off_is_written_to_once_more_and_no_further_time(clinic, talk, gone, code):
    first = gone(code, body="See you at ten")
    asked = job(ONCE_MORE)

    once_more(asked.payload)
    once_more(asked.payload)
    second = talk.messages.exclude(pk=first.pk).get()
    failed(second, trouble_of(code), code, now=NOW)
    once_more(Job.objects.get(kind=ONCE_MORE, payload__message=second.pk).payload)

    assert asked.due_at == NOW + WAIT
    assert (second.body, second.author, talk.messages.count()) == ("See you at ten", first.author, 2)
    talk.refresh_from_db()
    assert talk.unread == 1  # nobody has looked


@pytest.mark.parametrize("what", ["it arrived", "they wrote", "somebody wrote"])
def test_it_does_not_go_again_when_that_would_be_too_much(clinic, talk, gone, what):
    first = gone("30003")
    if what == "it arrived":
        Message.objects.update(state=State.DELIVERED)
    else:
        ours = what == "somebody wrote"
        more = {"is_out": ours, "state": State.QUEUED if ours else State.RECEIVED}
        make_message(clinic, talk, at=NOW + timedelta(minutes=1), **more)
    before = talk.messages.count()

    once_more({"message": first.pk})

    assert talk.messages.count() == before


@pytest.mark.parametrize("code", ["30005", "30006"])
def test_a_number_that_takes_no_sms_is_written_to_by_sms_no_more(talk, gone, code):
    gone(code)
    run_due(now=NOW)

    address = (talk.kind, talk.address)
    (stop,) = stops_of([address])[address]
    assert (stop.covers(Channel.SMS, "contact"), stop.covers(Channel.WHATSAPP, "contact")) == (True, False)
    assert not Job.objects.filter(kind=ONCE_MORE).exists()


def test_words_that_carriers_take_for_unwanted_go_to_nobody_else_of_the_same_sending(clinic, talk, gone):
    batch, text = uuid.uuid4(), make_template(clinic, channel=Channel.SMS)
    same = {"template": text.template}
    other = make_conversation(clinic, make_lead(clinic, "Tom"), channel=Channel.SMS, address="+447700900143")
    waiting = make_message(clinic, other, batch=batch, **same)
    left = make_message(clinic, other, batch=batch, state=State.CLAIMED, **same)
    by_hand = make_message(clinic, other, **same)
    for _time in range(2):
        gone("30007", batch=batch, **same)

    stop_same_words(job(SAME_WORDS).payload)

    told = {one.pk: (one.state, one.code) for one in other.messages.all()}
    assert told == {waiting.pk: ("cancelled", "filtered"), left.pk: ("claimed", ""), by_hand.pk: ("queued", "")}
