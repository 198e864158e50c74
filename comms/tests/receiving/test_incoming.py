"""Who writes to us: a known lead goes on, a stranger waits in triage, and nothing is told twice (H:W3; 2b)."""

from datetime import timedelta
from itertools import permutations

import pytest

from comms.models import Channel, Conversation, Message
from comms.providers.base import AddressChange, Media, Sender
from comms.services.refusals import Draft
from comms.services.writing import write
from comms.tests.conftest import NOW
from comms.tests.factories import OWN, make_account, make_conversation
from comms.tests.receiving.conftest import HIDDEN, SARAH, said
from crm.lib.errors import InvalidData
from leads.models import Heat, Identity, Lead, LeadPayload
from leads.services import triage
from leads.services.consent import is_suppressed
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context


@pytest.fixture
def lead(inside):
    """Somebody we called yesterday, who has cooled since."""
    then = NOW - timedelta(days=1)
    lead = make_lead(inside, "Sarah", "Whitcombe", minutes=3 * 1440, stage="Contacted", last_contact_date=then)
    reach(inside, lead, "phone", SARAH.phone)
    return lead


def test_a_stranger_waits_in_triage_with_what_can_be_guessed(inside, hear, only_talk):
    ad = {
        "source_id": "238500",
        "headline": "Impianti a Tirana",
        "ctwa_clid": "ARAk",
        "source_url": "https://fb.me/a",
    }

    hear(said(Sender(phone="+393331234567", name="Luca Bianchi"), "Ciao, quanto costa un impianto?", referral=ad))

    talk = only_talk()
    assert (talk.lead, talk.language, talk.unread, talk.waiting_since) == (None, "it", 1, NOW)
    assert talk.window_until == NOW + timedelta(hours=24)
    waiting = talk.arrival
    assert (waiting.held_for, waiting.result) == ("wrote", "held")
    expected = {"first_name": "Luca", "last_name": "Bianchi", "phone": "+393331234567", "language": "it"}
    expected |= {"source": "whatsapp", "country": "IT", "sub_source": "Impianti a Tirana", "ad": ad}
    assert {name: waiting.fields[name] for name in expected} == expected
    assert talk.messages.get().referral == ad


def test_accepting_makes_the_stranger_a_lead_with_the_conversation(inside, hear, only_talk, agent):
    hear(said(HIDDEN, "Ciao"))

    found = triage.accept(only_talk().arrival.pk, by=agent, now=NOW).lead

    talk = only_talk()
    assert (talk.lead, talk.kind, talk.address) == (found, "whatsapp", HIDDEN.user_id)
    identity = found.identities.get()
    assert (identity.kind, identity.value, identity.shown) == ("whatsapp", HIDDEN.user_id, "@sara.dent")
    assert (found.first_name, found.language, found.source) == ("Sara", "it", "whatsapp")
    assert list(Lead.objects.matching("sara.dent")) == [found]


def test_answering_a_stranger_without_a_name_makes_them_a_lead(inside, hear, only_talk, agent):
    hear(said(Sender(phone=SARAH.phone), channel=Channel.SMS), channel=Channel.SMS)

    write(only_talk().pk, Draft("Yes, we do."), by=agent, now=NOW)

    lead = only_talk().lead
    assert (lead.first_name, lead.identities.get().value) == ("", SARAH.phone)


def test_many_first_messages_make_one_conversation_and_one_arrival(inside, hear, only_talk):
    for number in (1, 2, 3):
        hear(said(number=number))

    assert (only_talk().unread, LeadPayload.objects.count(), Message.objects.count()) == (3, 1, 3)


def test_a_repeat_changes_nothing(inside, hear, only_talk):
    hear(said(), said(), said())

    assert (only_talk().unread, Message.objects.count(), LeadPayload.objects.count()) == (1, 1, 1)


def test_a_lead_who_writes_has_replied_and_is_warm_and_waits(inside, lead, hear, only_talk):
    Heat.objects.filter(pk=lead.pk).update(temperature="cold")

    hear(said())

    lead.refresh_from_db()
    assert (only_talk().lead, lead.stage.semantic, LeadPayload.objects.count()) == (lead, "replied", 0)
    assert Heat.objects.get(pk=lead.pk).temperature != "cold"
    assert (lead.last_arrival_at, lead.language) == (NOW, "en")


@pytest.mark.parametrize(("stage", "comes_back"), [("Lost", True), ("Completed", False)])
def test_who_was_lost_comes_back_and_who_says_thank_you_after_the_treatment_does_not(
    inside, hear, only_talk, stage, comes_back
):
    lead = make_lead(inside, stage=stage)
    reach(inside, lead, "phone", SARAH.phone)

    hear(said(body="Thank you!"))

    lead.refresh_from_db()
    assert (lead.enquiry == 2) is comes_back
    assert only_talk().waiting_since == NOW


def test_whoever_shows_their_number_and_their_id_is_known_by_both_from_then_on(inside, lead, hear, only_talk):
    both = Sender(phone=SARAH.phone, user_id="GB.1234", username="sarah_w")
    hear(said(both))
    hear(said(Sender(user_id="GB.1234"), number=2))

    talk = only_talk()
    assert (talk.lead, talk.whatsapp_id, talk.messages.count()) == (lead, "GB.1234", 2)
    assert Identity.objects.get(kind="whatsapp").lead == lead


def test_two_threads_of_one_person_become_one_when_the_provider_says_so(inside, hear, only_talk):
    hear(said(HIDDEN), said(number=2))
    assert Conversation.objects.count() == 2

    hear(said(Sender(phone=SARAH.phone, user_id=HIDDEN.user_id), number=3))

    assert (only_talk().messages.count(), only_talk().unread) == (3, 3)


def test_the_order_in_which_messages_arrive_decides_nothing(inside, hear, only_talk, lead):
    news = [said(number=n, body=f"{n}", at=NOW - timedelta(hours=n)) for n in (1, 2, 3)]
    ends = set()
    for order in permutations(news):
        Conversation.objects.all().delete()
        hear(*order, *order)
        talk = only_talk()
        ends.add((talk.last_at, talk.last_in_at, talk.window_until, talk.preview, talk.unread))

    assert ends == {(news[0].at, news[0].at, news[0].at + timedelta(hours=24), "1", 3)}


def test_a_reply_cancels_what_was_to_go_later_and_wakes_what_was_put_aside(inside, lead, hear, agent, only_talk):
    talk = make_conversation(inside, lead, wrote=NOW - timedelta(hours=2), address=SARAH.phone)
    Conversation.objects.update(snoozed_until=NOW + timedelta(days=1), done_at=NOW)
    later = write(talk.pk, Draft("Still there?"), by=agent, now=NOW, due_at=NOW + timedelta(hours=1))

    hear(said(at=NOW + timedelta(minutes=1)))

    later.refresh_from_db()
    assert (later.state, only_talk().snoozed_until, only_talk().done_at) == ("cancelled", None, None)


def test_what_was_written_after_an_answer_that_is_read_late_still_goes(inside, lead, hear, agent):
    talk = make_conversation(inside, lead, address=SARAH.phone)
    after = write(talk.pk, Draft("Until tomorrow!"), by=agent, now=NOW, due_at=NOW + timedelta(hours=1))

    hear(said(at=NOW - timedelta(minutes=5)))

    after.refresh_from_db()
    assert after.state == "queued"


def test_an_answer_by_another_way_is_an_answer(inside, lead, hear, agent):
    to_others = make_lead(inside, "Giulia")
    mail = make_conversation(inside, lead, channel=Channel.MAIL, address="sarah@example.com")
    other = make_conversation(inside, to_others, channel=Channel.MAIL, address="giulia@example.com")
    later = {"by": agent, "now": NOW, "due_at": NOW + timedelta(days=1)}
    hers, theirs = (write(talk.pk, Draft("Any news?", "Yes?"), **later) for talk in (mail, other))

    hear(said(at=NOW + timedelta(minutes=1)))

    hers.refresh_from_db()
    theirs.refresh_from_db()
    assert (hers.state, theirs.state) == ("cancelled", "queued")


def test_what_a_machine_wrote_is_kept_and_moves_nothing(inside, lead, hear, only_talk):
    reach(inside, lead, "email", "sarah@example.com")
    away = Sender(email="sarah@example.com")

    hear(said(away, "Out of office", channel=Channel.MAIL, is_automatic=True), channel=Channel.MAIL)
    hear(
        said(Sender(email="shop@example.com"), number=2, channel=Channel.MAIL, is_automatic=True),
        channel=Channel.MAIL,
    )

    talk = only_talk()
    lead.refresh_from_db()
    assert (talk.lead, talk.unread, talk.waiting_since, lead.stage.semantic) == (lead, 0, None, "contacted")


def test_a_reply_from_another_address_stays_in_its_thread_and_is_nobodys_new_address(
    inside, lead, hear, only_talk, agent
):
    talk = make_conversation(inside, lead, channel=Channel.MAIL, wrote=NOW - timedelta(hours=2))
    sent = write(talk.pk, Draft("Your offer", subject="Offer"), by=agent, now=NOW)
    other = Sender(email="sarahs.husband@example.net", name="Paul")

    hear(said(other, "Yes", channel=Channel.MAIL, reply_to=(sent.provider_id,)), channel=Channel.MAIL)

    assert only_talk().messages.filter(is_out=False).get().in_reply_to == sent.provider_id
    assert not Identity.objects.filter(value="sarahs.husband@example.net").exists()


def test_files_are_named_to_be_fetched(inside, hear, only_talk):
    photo = Media(media_id="65463453", mime="image/jpeg", sha256="x" * 44)
    mail = Media(name="x-ray.pdf", mime="application/pdf", content=b"%PDF")
    hear(said(kind="image", media=(photo,)))
    hear(said(Sender(email="a@example.com"), channel=Channel.MAIL, media=(mail,)), channel=Channel.MAIL)

    kept = [
        list(one.attachments.values_list("media_id", "url", "name", "state"))
        for one in Message.objects.order_by("pk")
    ]
    assert kept == [[("65463453", "", "", "waiting")], [("", "event:1#0", "x-ray.pdf", "waiting")]]


@pytest.mark.parametrize("kind", ["system", "revoke"])
def test_what_is_told_about_a_talk_opens_no_window(inside, hear, only_talk, lead, kind):
    hear(said(kind=kind, body=""))

    assert (only_talk().window_until, only_talk().unread, Message.objects.get().kind) == (None, 0, "other")


def test_a_shop_without_a_number_is_kept_and_is_nobodys_lead(inside, hear, only_talk):
    hear(said(Sender(name="INFOBANK"), "OTP 1234", channel=Channel.SMS), channel=Channel.SMS)

    assert (only_talk().address, only_talk().arrival) == ("INFOBANK", None)


def test_a_new_number_is_the_same_person_with_their_stops(inside, lead, hear, only_talk):
    hear(said(), said(body="STOP", number=2))

    hear(AddressChange(OWN[Channel.WHATSAPP], SARAH, Sender(phone="+447700900150"), NOW))
    hear(said(Sender(phone="+447700900150"), "It is me", number=3))

    assert (only_talk().address, only_talk().lead, only_talk().messages.filter(is_out=False).count()) == (
        "+447700900150",
        lead,
        3,
    )
    assert is_suppressed("phone", "+447700900150", Channel.WHATSAPP)


def test_an_account_that_the_clinic_does_not_have_is_a_sentence_and_tried_again(clock, clinic, other_clinic, hear):
    make_account(other_clinic)

    with clinic_context(clinic), pytest.raises(InvalidData):
        hear(said())

    with clinic_context(other_clinic):
        assert not Conversation.objects.exists()
