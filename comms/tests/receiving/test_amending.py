"""A patient changes a message or takes it back: one row, its newest words, whatever is told first (H:W3)."""

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.models import Conversation, Message
from comms.providers.base import Media
from comms.services.receiving.amending import amend
from comms.tests.conftest import NOW
from comms.tests.factories import make_message
from comms.tests.receiving.conftest import HIDDEN, SARAH, said
from leads.services.consent import is_suppressed
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.outbox.models import Job

EARLY = NOW - timedelta(minutes=30)


@pytest.fixture
def lead(inside):
    lead = make_lead(inside, "Sarah", "Whitcombe", stage="Contacted")
    reach(inside, lead, "phone", SARAH.phone)
    return lead


def later(minutes):
    return EARLY + timedelta(minutes=minutes)


def changed(body, *, minutes, number, of="in.1", **more):
    return said(body=body, number=number, kind="edit", reply_to=(of,), at=later(minutes), **more)


def taken_back(*, minutes=9, number=9, of="in.1", **more):
    return said(body="", number=number, kind="revoke", reply_to=(of,), at=later(minutes), **more)


def test_every_order_of_a_message_its_change_and_its_end_gives_the_same_though_all_is_told_twice(
    inside, lead, hear, only_talk
):
    photo = said(body="On Friday", at=EARLY, media=(Media("m", mime="image/jpeg"),), kind="image")
    ends = set()
    for order in permutations([photo, changed("On Monday", minutes=1, number=2), taken_back()]):
        Conversation.objects.all().delete()
        hear(*order, *reversed(order))
        row, talk = Message.objects.get(), only_talk()
        inbox = (talk.unread, talk.last_in_at, talk.window_until, talk.waiting_since, talk.last_at)
        shown = (talk.preview, talk.preview_kind, row.attachments.count())
        ends.add((row.kind, row.at, row.body, str(row.earlier), row.edited_at, row.revoked_at, *inbox, *shown))

    row = ("image", EARLY, "On Monday", str([[EARLY.isoformat(), "On Friday"]]), later(1), later(9))
    inbox = (1, EARLY, EARLY + timedelta(hours=24), EARLY, later(9))
    assert ends == {(*row, *inbox, "", "revoked", 1)}


@given(st.permutations([0, 1, 2, 2, 3]))
def test_the_newest_words_stand_and_all_before_them_are_kept_whatever_order_they_come_in(order):
    news = [changed(f"Version {n}", minutes=n, number=n) for n in (1, 2, 3)] + [taken_back()]
    row = Message(body="Version 0", at=EARLY, about={})

    for place in order:
        amend(row, news[place])

    assert (row.body, row.edited_at, row.revoked_at) == ("Version 3", later(3), later(9))
    assert [body for _at, body in row.earlier] == ["Version 0", "Version 1", "Version 2"]


def test_what_was_read_and_done_is_unread_again_when_its_words_change(inside, lead, hear, only_talk):
    hear(said(body="On Friday", at=EARLY))
    Conversation.objects.update(unread=0, done_at=NOW)

    hear(changed("On Monday", minutes=5, number=2))

    talk = only_talk()
    assert (talk.unread, talk.done_at, talk.preview) == (1, None, "On Monday")


def test_whoever_writes_stop_into_an_old_message_has_stopped(inside, lead, hear, line):
    hear(said(body="Hello", at=EARLY), changed("STOP", minutes=1, number=2))

    assert is_suppressed("phone", SARAH.phone, "whatsapp")


def test_nobody_changes_or_takes_back_what_another_said_or_what_we_said(inside, talk, hear, only_talk):
    ours = make_message(inside, talk, "Your offer", state="accepted", provider_id="wamid.ours")
    theirs = make_message(inside, talk, "Mine", is_out=False, state="received", provider_id="wamid.theirs")

    for of in (ours.provider_id, theirs.provider_id):
        hear(
            taken_back(of=of, number=f"a{of}", sender=HIDDEN),
            changed("?", of=of, minutes=1, number=f"b{of}", sender=HIDDEN),
        )
    hear(taken_back(of=ours.provider_id, sender=SARAH, number=5))

    assert [(one.body, one.revoked_at) for one in Message.objects.order_by("pk")] == [
        ("Your offer", None),
        ("Mine", None),
    ]


def test_the_place_that_somebody_else_held_for_a_message_is_given_back_to_whoever_said_it(inside, lead, hear):
    hear(taken_back(sender=HIDDEN), said(body="Mine", at=EARLY))

    row = Message.objects.get()
    assert (row.conversation.address, row.body, row.revoked_at) == (SARAH.phone, "Mine", None)


def test_what_was_said_before_we_listened_is_known_by_its_change_alone(inside, hear, only_talk):
    hear(changed("On Monday", minutes=1, number=2))

    talk = only_talk()
    assert (talk.unread, talk.window_until, talk.preview) == (1, None, "On Monday")
    assert talk.arrival.fields["message"] == "On Monday"


@pytest.mark.parametrize("kind", ["request_welcome", "system", "reaction"])
def test_a_stranger_who_says_nothing_is_no_arrival_and_nobody_waits(inside, hear, only_talk, kind):
    hear(said(kind=kind, body=""))

    talk = only_talk()
    assert (talk.arrival, talk.unread, talk.window_until, talk.waiting_since) == (None, 0, None, None)
    assert not Job.objects.filter(kind="comms.send").exists()


def test_the_list_says_that_something_was_taken_back(inside, lead, hear, only_talk):
    hear(said(kind="revoke", body=""))

    assert (only_talk().preview, only_talk().preview_kind) == ("", "revoked")


def test_a_change_stays_in_its_clinic(inside, other_clinic, hear):
    with clinic_context(other_clinic):
        before = Message.objects.count()
    hear(said(at=EARLY), taken_back())

    with clinic_context(other_clinic):
        assert Message.objects.count() == before
