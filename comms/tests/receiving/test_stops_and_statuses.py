"""Stops are heard in the transaction of their message; statuses go forward, in any order (H:G7, S2, S11, W3)."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from comms.models import Channel, Message, TemplateText
from comms.providers.base import Preference, Sender, TemplateNews, Trouble
from comms.services.refusals import Draft, why_not
from comms.services.writing import write
from comms.tests.conftest import NOW
from comms.tests.factories import OWN, make_message, make_template
from comms.tests.receiving.conftest import SARAH, said, status
from leads.models import Suppression
from leads.models.consent import Purpose
from leads.services.consent import is_suppressed, suppress
from leads.tests.factories import make_lead, reach
from tenants.outbox.services.work import run_due

PHONE = ("phone", SARAH.phone)
NOT_YET_A_NUMBER = "+447700901000"
OFFER = Draft("Ten percent off", purpose=Purpose.MARKETING)


@pytest.fixture
def lead(inside):
    lead = make_lead(inside, "Sarah", "Whitcombe", stage="Contacted")
    reach(inside, lead, "phone", SARAH.phone)
    return lead


def test_a_stop_holds_with_its_message_and_for_that_way_alone(inside, lead, hear, only_talk):
    hear(said(body="Basta!"))

    talk = only_talk()
    assert is_suppressed(*PHONE, Channel.WHATSAPP)
    assert not is_suppressed(*PHONE, Channel.SMS)
    assert (why_not(talk, Draft("Hello"), now=NOW), talk.waiting_since, talk.unread) == ("stopped", None, 1)
    lead.refresh_from_db()
    assert lead.stage.semantic == "contacted"  # whoever stops has not replied


def test_a_stop_of_a_stranger_holds_and_makes_no_lead(inside, hear, only_talk):
    hear(said(body="STOP"))

    assert is_suppressed(*PHONE, Channel.WHATSAPP)
    assert (only_talk().lead, only_talk().arrival) == (None, None)


@pytest.mark.parametrize("by_button", [False, True])
def test_a_stop_of_a_number_that_we_take_for_none_holds_as_well(inside, hear, only_talk, by_button):
    unknown = Sender(phone=NOT_YET_A_NUMBER)
    hear(said(unknown, "Hello"))
    wants_none = Preference(OWN[Channel.WHATSAPP], unknown, wants=False, at=NOW, purpose="")

    hear(wants_none if by_button else said(unknown, "STOP", number=2))

    assert why_not(only_talk(), Draft("Hello"), now=NOW) == "stopped"
    hear(said(unknown, "START", number=3))
    assert why_not(only_talk(), Draft("Hello"), now=NOW) == ""


def test_a_stop_is_confirmed_once_in_their_language_and_nothing_else_may_go(inside, lead, hear, only_talk, line):
    hear(said(body="Buongiorno, quanto costa?"), said(body="BASTA", number=2), said(body="basta", number=3))

    run_due(now=NOW)

    [told] = line.got
    assert told.body.startswith("Non ricever")
    assert why_not(only_talk(), Draft("Ma dai"), now=NOW) == "stopped"


def test_twilio_confirms_a_stop_itself(inside, lead, hear, line):
    hear(said(body="STOP", channel=Channel.SMS), channel=Channel.SMS)

    run_due(now=NOW)

    assert line.got == []


def test_start_ends_what_their_stop_began_and_nothing_that_staff_wrote_down(inside, lead, hear):
    for channel in (Channel.WHATSAPP, Channel.SMS):
        hear(said(body="stop", number=f"{channel}1", channel=channel), channel=channel)
    hear(said(body="START", number="s2", channel=Channel.SMS), channel=Channel.SMS)
    assert not is_suppressed(*PHONE, Channel.SMS)
    assert is_suppressed(*PHONE, Channel.WHATSAPP)

    suppress([PHONE], reason=Suppression.Reason.ASKED, source="by hand", by=None, now=NOW, channel=Channel.SMS)
    hear(said(body="START", number="s3", channel=Channel.SMS), channel=Channel.SMS)

    assert is_suppressed(*PHONE, Channel.SMS)


@pytest.mark.parametrize("edits", [False, True])
def test_a_start_that_is_told_late_ends_no_stop_that_was_said_after_it(inside, lead, hear, edits):
    started = said(body="START", number=1, at=NOW - timedelta(minutes=5))
    stopped = said(body="STOP", number=2, at=NOW - timedelta(minutes=1))
    stopped = replace(stopped, kind="edit", reply_to=("in.1",)) if edits else stopped

    hear(stopped, started, stopped)
    assert is_suppressed(*PHONE, Channel.WHATSAPP)
    hear(said(body="START", number=3))

    assert not is_suppressed(*PHONE, Channel.WHATSAPP)


def test_what_twilio_took_for_a_stop_is_one_whatever_the_words(inside, lead, hear):
    hear(said(body="Bloquear", channel=Channel.SMS, about={"opt_out": "STOP"}), channel=Channel.SMS)

    assert is_suppressed(*PHONE, Channel.SMS)


def test_offers_are_stopped_and_wanted_again_by_whatsapps_own_button(inside, lead, hear, only_talk):
    account = OWN[Channel.WHATSAPP]
    hear(said(), Preference(account, SARAH, wants=False, at=NOW, purpose="marketing"))
    assert why_not(only_talk(), OFFER, now=NOW) == "stopped"
    assert why_not(only_talk(), Draft("Your appointment"), now=NOW) == ""

    hear(Preference(account, SARAH, wants=True, at=NOW, purpose="marketing"))

    assert why_not(only_talk(), OFFER, now=NOW) == "no_consent"


def test_statuses_lead_to_the_same_end_in_every_order_though_one_is_told_twice(inside, talk, hear):
    steps = [("accepted", 0), ("failed", 1), ("delivered", 2), ("read", 3)]
    ends = set()
    for order in permutations(steps):
        Message.objects.all().delete()
        message = make_message(inside, talk, state=Message.State.CLAIMED)
        told = [status(message, state, minutes=at, reference=str(message.reference)) for state, at in order]
        hear(*told, told[0])
        row = Message.objects.values_list("state", "accepted_at", "delivered_at", "read_at", "ended_at").get()
        ends.add(row)

    assert ends == {("read", NOW, NOW + timedelta(minutes=2), NOW + timedelta(minutes=3), None)}


def test_a_status_before_the_sends_own_answer_finds_the_message_by_our_reference(inside, talk, hear):
    message = make_message(inside, talk, state=Message.State.CLAIMED)

    hear(status(message, "delivered", reference=str(message.reference)))
    hear(status(message, "read"))  # by the id that the first one brought

    message.refresh_from_db()
    assert (message.state, message.provider_id) == ("read", f"wamid.{message.reference}")


def test_what_nobody_knew_of_was_sent_when_a_status_says_so(inside, talk, hear):
    message = make_message(inside, talk, state=Message.State.UNKNOWN, ended_at=NOW)

    hear(status(message, "delivered", reference=str(message.reference)))

    talk.refresh_from_db()
    talk.lead.refresh_from_db()
    assert (talk.last_out_at, talk.waiting_since, talk.failed) == (NOW, None, False)
    assert talk.lead.last_contact_date == NOW


def test_a_refusal_that_comes_later_says_why_and_what_is_anothers_is_no_news(inside, talk, hear):
    message = make_message(inside, talk, state="accepted", provider_id="wamid.x")

    hear(status(message, "failed", reference=str(message.reference), trouble=Trouble.WINDOW, code="131047"))
    hear(status(message, "read", reference="0" * 32), status(message, "read", reference="no uuid", minutes=1))

    message.refresh_from_db()
    talk.refresh_from_db()
    assert (message.state, message.trouble, message.code, talk.failed) == ("failed", "window", "131047", True)


DECIDED = {"PAUSED": "paused", "REJECTED": "rejected", "REINSTATED": "approved", "DISABLED": "disabled"}
DECIDED |= {"FLAGGED": "approved", "PENDING_DELETION": "disabled", "IN_APPEAL": "pending"}


def test_what_whatsapp_decides_about_a_template_is_known_here(inside, hear):
    text = make_template(inside, approval="pending")
    known = {}

    for state in DECIDED:
        TemplateText.objects.filter(pk=text.pk).update(approval="pending")
        TemplateText.objects.filter(pk=text.pk).update(as_of={})
        of_others = TemplateNews("WABA", "others", "en", NOW, state)
        hear(TemplateNews("WABA", "hello", "en", NOW, state, "FIRST_PAUSE"), of_others)
        known[state] = TemplateText.objects.get(pk=text.pk).approval

    assert known == DECIDED


def test_a_message_written_while_their_stop_is_read_does_not_leave(inside, lead, hear, only_talk, agent):
    hear(said())
    later = write(only_talk().pk, Draft("Hello"), by=agent, now=NOW)

    hear(said(body="Stop", number=2))

    assert why_not(only_talk(), Draft(later.body), now=NOW) == "stopped"
