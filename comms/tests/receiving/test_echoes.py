"""What the clinic answers on its own telephone is there as ours, and is never sent again (INTEGRATIONS 4)."""

from datetime import timedelta
from itertools import permutations

import pytest

from comms.models import Conversation, Message
from comms.providers.base import Echo, Sender
from comms.tests.conftest import NOW
from comms.tests.factories import make_message
from comms.tests.receiving.conftest import SARAH, said
from leads.models import LeadPayload
from leads.tests.factories import make_lead, reach
from tenants.outbox.models import Job
from tenants.outbox.services.work import run_due


@pytest.fixture
def lead(inside):
    lead = make_lead(inside, "Sarah", "Whitcombe", stage="Contacted", minutes=1440)
    reach(inside, lead, "phone", SARAH.phone)
    return lead


def wrote(body="Yes, we do.", *, number=50, minutes=0, **more):
    return Echo(said(body=body, number=number, at=NOW + timedelta(minutes=minutes), **more))


def test_an_answer_by_telephone_ends_the_waiting_and_is_never_sent(inside, lead, hear, only_talk, line):
    hear(said(at=NOW - timedelta(minutes=9)), wrote(), wrote())

    run_due(now=NOW)

    talk, ours = only_talk(), Message.objects.get(is_out=True)
    lead.refresh_from_db()
    assert (ours.state, ours.provider_id, ours.author, ours.body) == ("logged", "in.50", None, "Yes, we do.")
    assert (talk.waiting_since, talk.unread, talk.last_out_at, talk.preview_out) == (None, 0, NOW, True)
    assert lead.last_contact_date == NOW
    assert (line.got, Job.objects.filter(kind="comms.send").count()) == ([], 0)


def test_the_order_in_which_question_answer_and_question_come_decides_nothing(inside, lead, hear, only_talk):
    news = [
        wrote(number=2, minutes=-5),
        said(number=3, body="And a crown?", at=NOW - timedelta(minutes=2)),
        said(number=4, body="Hello?", at=NOW - timedelta(minutes=1)),
    ]
    ends = set()
    for order in permutations(news):
        Conversation.objects.all().delete()
        hear(said(number=1, at=NOW - timedelta(minutes=9)), *order, order[0])
        talk = only_talk()
        ends.add((talk.waiting_since, talk.last_in_at, talk.last_out_at, talk.window_until, talk.preview))

    answered, last = NOW - timedelta(minutes=5), NOW - timedelta(minutes=1)
    assert ends == {(NOW - timedelta(minutes=2), last, answered, last + timedelta(hours=24), "Hello?")}


def test_what_left_by_this_product_is_not_there_twice(inside, talk, hear):
    sent = make_message(inside, talk, state="accepted", provider_id="in.50")

    hear(wrote())

    assert (Message.objects.get().pk, Message.objects.get().state) == (sent.pk, "accepted")


def test_whoever_is_written_to_first_is_no_lead_and_nobody_waits_until_they_answer(inside, hear, only_talk):
    hear(wrote(sender=Sender(phone="+447700900177", name="Lab")))
    assert (only_talk().lead, only_talk().arrival, only_talk().unread) == (None, None, 0)

    hear(said(Sender(phone="+447700900177"), "Thank you", number=51, at=NOW + timedelta(minutes=1)))

    assert (LeadPayload.objects.count(), only_talk().messages.count()) == (1, 2)


def test_the_clinic_changes_and_takes_back_on_its_telephone_what_it_wrote_and_nothing_of_the_patient(
    inside, lead, hear
):
    hear(said(), wrote("At nine"))

    hear(wrote("At ten", kind="edit", number=52, reply_to=("in.50",), minutes=1))
    for of in ("in.50", "in.1"):
        hear(wrote("", kind="revoke", number=f"r{of}", reply_to=(of,), minutes=2))

    ours, theirs = Message.objects.get(is_out=True), Message.objects.get(is_out=False)
    assert (ours.body, ours.earlier, ours.edited_at) == (
        "At ten",
        [[NOW.isoformat(), "At nine"]],
        NOW + timedelta(minutes=1),
    )
    assert (ours.revoked_at, theirs.revoked_at) == (NOW + timedelta(minutes=2), None)


def test_a_stop_word_of_the_clinics_own_stops_nobody(inside, lead, hear, line):
    hear(said(), wrote("STOP"))

    run_due(now=NOW)

    assert line.got == []
