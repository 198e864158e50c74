"""What happens to a message while something else happens to its person, its conversation or its account (H:A14)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from comms.models import Account, Channel, Conversation, Message
from comms.providers.base import AddressChange, Sender
from comms.services import holding
from comms.services.receiving.conversations import join
from comms.services.refusals import Draft, why_not
from comms.services.writing import write
from comms.tests.conftest import NOW
from comms.tests.factories import MAIL, OWN, make_conversation, make_message
from comms.tests.receiving.conftest import SARAH, said, status
from crm.testing.people import make_user
from leads.models import Identity
from leads.services import talking
from leads.services.merging_leads import merge_leads
from leads.tests.factories import make_lead, reach
from tenants.outbox.services.work import run_due
from tenants.staff import roles

ELSEWHERE = Sender(email="sarahs.husband@example.net", name="Paul")
AN_HOUR, LATER = timedelta(hours=1), "+447700900150"


@pytest.fixture
def lead(inside):
    lead = make_lead(inside, "Sarah", "Whitcombe", stage="Contacted")
    reach(inside, lead, "phone", SARAH.phone)
    return lead


def test_who_is_merged_while_their_message_is_read_writes_as_who_they_are(
    inside, hear, only_talk, lead, monkeypatch
):
    twin, boss = make_lead(inside, "Sarah", "Whitcombe"), make_user(inside, role=roles.ADMIN)
    make_conversation(inside, lead, channel=Channel.MAIL)
    hold_reached, merged = talking.hold_reached, []

    def held(pks):
        """Who asks for the lead waits for the merge."""
        if not merged:
            merged.append(merge_leads(twin.pk, lead.pk, by=boss, now=NOW))
        return hold_reached(pks)

    monkeypatch.setattr(talking, "hold_reached", held)
    hear(said(Sender(email=MAIL), channel=Channel.MAIL), channel=Channel.MAIL)

    for one in (lead, twin):
        one.refresh_from_db()
    assert (lead.merged_into, lead.archived_at, only_talk().lead) == (twin, NOW, twin)
    assert twin.last_arrival_at == NOW


def test_a_message_whose_conversation_becomes_part_of_another_meanwhile_leaves_all_the_same(
    inside, lead, agent, line, monkeypatch
):
    goes, stays = (make_conversation(inside, lead, address=address) for address in (SARAH.phone, LATER))
    message = write(goes.pk, Draft("Good morning"), by=agent, now=NOW)
    hold, joined = holding.hold_conversation, []

    def held(pk):
        if not joined:
            joined.append(join(stays, goes))
        return hold(pk)

    monkeypatch.setattr(holding, "hold_conversation", held)
    run_due(now=NOW)

    message.refresh_from_db()
    assert (line.bodies, message.state, message.conversation) == (["Good morning"], Message.State.ACCEPTED, stays)


def test_two_conversations_that_become_one_lose_nobody_who_waits_and_nothing_that_was_done_meanwhile(
    inside, lead, hear, only_talk
):
    quiet = {"waiting_since": None, "unread": 0, "done_at": NOW, "wrote": NOW - AN_HOUR * 50}
    there = make_conversation(inside, lead, address=LATER, **quiet)
    hear(said())
    Conversation.objects.filter(pk=there.pk).update(labels=["vip"])

    hear(AddressChange(OWN[Channel.WHATSAPP], SARAH, Sender(phone=LATER), NOW))

    talk = only_talk()
    assert (talk.waiting_since, talk.done_at, talk.unread, talk.labels) == (NOW, None, 1, ["vip"])
    assert talk.preview == "Hello, how much is an implant?"


def test_what_a_colleague_did_since_the_two_were_read_stays(inside, lead):
    stays, goes = (make_conversation(inside, lead, address=address) for address in (SARAH.phone, LATER))
    Conversation.objects.filter(pk=stays.pk).update(labels=["vip"])

    assert join(stays, goes).labels == ["vip"]


def test_a_stop_from_elsewhere_stops_what_it_answers_and_makes_nobody_a_new_address(
    inside, lead, hear, only_talk, agent
):
    talk = make_conversation(inside, lead, channel=Channel.MAIL)
    sent = write(talk.pk, Draft("Your offer", subject="Offer"), by=agent, now=NOW)

    hear(said(ELSEWHERE, "Stop", channel=Channel.MAIL, reply_to=(sent.provider_id,)), channel=Channel.MAIL)

    assert why_not(only_talk(), Draft("One more"), now=NOW) == "stopped"
    assert not Identity.objects.filter(value=ELSEWHERE.email).exists()


def test_a_start_from_elsewhere_lifts_no_stop_of_theirs(inside, lead, hear, only_talk, agent):
    talk = make_conversation(inside, lead, channel=Channel.MAIL)
    sent = write(talk.pk, Draft("Your offer", subject="Offer"), by=agent, now=NOW)
    hear(said(Sender(email=MAIL), "Stop", channel=Channel.MAIL), channel=Channel.MAIL)

    again = said(ELSEWHERE, "Start", channel=Channel.MAIL, reply_to=(sent.provider_id,), number=2)
    hear(again, channel=Channel.MAIL)

    assert why_not(only_talk(), Draft("One more"), now=NOW) == "stopped"


@pytest.mark.parametrize("status_first", [True, False])
def test_a_status_of_what_nobody_knew_of_answers_nothing_that_was_written_since(
    inside, lead, hear, only_talk, status_first
):
    talk = make_conversation(inside, lead, waiting_since=NOW - AN_HOUR * 2, wrote=NOW - AN_HOUR * 2)
    sent = make_message(inside, talk, state=Message.State.UNKNOWN, at=NOW - AN_HOUR)
    news = [status(sent, "delivered", minutes=-60, reference=str(sent.reference)), said(at=NOW)]

    hear(*(news if status_first else news[::-1]))

    assert (only_talk().last_out_at, only_talk().waiting_since) == (NOW - AN_HOUR, NOW)


def test_an_answer_waits_for_nothing_that_goes_to_many_tomorrow(inside, lead, agent, line):
    talk = make_conversation(inside, lead)
    write(talk.pk, Draft("To many"), by=agent, now=NOW, batch=uuid4())
    write(talk.pk, Draft("To you"), by=agent, now=NOW)
    Account.objects.update(no_bulk_until=NOW + timedelta(days=1))

    run_due(now=NOW)

    assert line.bodies == ["To you"]
