"""The inbox and a conversation at the desk, without a script: what is seen, sent, refused and kept (F:C1, C2)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comms.models import Channel, Conversation, Message
from comms.providers.base import Trouble
from comms.services import snoozing
from comms.tests.factories import make_account, make_conversation, make_message, make_template
from crm.testing.people import client_of, make_user
from crm.testing.statements import statements
from leads.models import Note
from leads.services.consent import suppress
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.staff import roles

INBOX = "/admin/comms/inbox/"
NOW = timezone.now()
State = Message.State


@pytest.fixture
def lead(clinic, agent):
    one = make_lead(clinic, "Sarah", "Whitcombe", assigned_to=agent, country="GB", language="en")
    reach(clinic, one, "phone", "+447700900142")
    reach(clinic, one, "email", "sarah@example.com")
    return one


@pytest.fixture
def talk(clinic, lead):
    return make_conversation(clinic, lead, unread=2)


def page_of(client, talk, query=""):
    return client.get(f"{INBOX}{talk.pk}/{query}")


def composer(answer):
    """The fields of the composer as the page brings them."""
    form = re.search(r'<form class="bw-writer.*?</form>', answer.content.decode(), re.DOTALL)[0]
    return {
        name: re.search(rf'name="{name}" value="([^"]*)"', form)[1]
        for name in ("token", "way")
        if f'name="{name}"' in form
    }


def send(client, talk, **fields):
    return client.post(f"{INBOX}{talk.pk}/write/", {**composer(page_of(client, talk)), **fields})


def now_of(clinic, talk):
    with clinic_context(clinic):
        return Conversation.objects.get(pk=talk.pk)


def sent_in(clinic, talk):
    with clinic_context(clinic):
        return list(Message.objects.filter(conversation=talk, is_out=True).order_by("pk"))


def test_the_list_says_who_wrote_what_and_how_long_there_is(clinic, agent_client, talk):
    page = agent_client.get(INBOX).content.decode()

    assert all(said in page for said in ("Sarah Whitcombe", "Good evening", ">2</span>"))


def asked_of(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return statements(captured)


def test_rows_tabs_and_the_number_at_the_side_are_one_statement_however_many_there_are(
    clinic, agent, agent_client, believed
):
    costs = []
    for number in (1, 25):
        for one in range(number):
            lead = make_lead(clinic, f"P{one}", assigned_to=agent)
            make_conversation(clinic, lead, address=f"+4477009{number:02}2{one:02}")
        agent_client.get(INBOX)
        asked = asked_of(agent_client, INBOX)
        costs.append((len(asked), len([one for one in asked if "comms_conversation" in one])))

    assert costs == [(8, 1), (8, 1)]  # seven are the desk's own: who somebody is, and what its frame shows


def test_a_thread_costs_the_same_however_much_was_said(clinic, agent_client, talk):
    path = f"{INBOX}{talk.pk}/"
    make_message(clinic, talk, "One")
    agent_client.get(path)
    before = len(asked_of(agent_client, path))

    for number in range(20):
        make_message(clinic, talk, f"More {number}", state=State.FAILED, code="30006")

    assert len(asked_of(agent_client, path)) == before


def test_opening_is_reading_but_not_by_a_page_that_refreshes_itself_or_by_who_may_not_answer(clinic, talk, agent):
    guest = client_of(clinic, make_user(clinic, role=roles.READ_ONLY, email="guest@example.com"))
    client = client_of(clinic, agent)

    page_of(guest, talk)
    client.get(f"{INBOX}{talk.pk}/", headers={"X-By-Itself": "1"})
    client.get(f"{INBOX}{talk.pk}/", headers={"Sec-Purpose": "prefetch"})
    assert now_of(clinic, talk).unread == 2

    page_of(client, talk)
    assert now_of(clinic, talk).unread == 0


def test_what_is_written_is_queued_once_however_often_the_same_page_is_sent(clinic, agent_client, talk):
    fields = composer(page_of(agent_client, talk))
    for _press in range(2):
        answer = agent_client.post(f"{INBOX}{talk.pk}/write/", {**fields, "body": "Good morning"})

    assert (answer.status_code, answer.url) == (303, f"{INBOX}{talk.pk}/")
    assert [one.body for one in sent_in(clinic, talk)] == ["Good morning"]
    send(agent_client, talk, body="Good morning")
    assert len(sent_in(clinic, talk)) == 2


def test_other_words_from_a_page_that_was_sent_already_are_another_message(clinic, agent_client, talk):
    fields = composer(page_of(agent_client, talk))
    for body in ("One", "Two", "Two"):
        agent_client.post(f"{INBOX}{talk.pk}/write/", {**fields, "body": body})

    assert [one.body for one in sent_in(clinic, talk)] == ["One", "Two"]


def test_signs_that_no_text_has_are_left_out_and_a_long_subject_is_refused_where_it_stands(
    clinic, agent_client, lead
):
    talk = make_conversation(clinic, lead, channel="mail")

    send(agent_client, talk, body="Good\x00 morning,\r\nSarah", subject="Your\x00 smile\r\nBcc: x@example.com")
    refused = send(agent_client, talk, body="Hello", subject="a" * 201)

    [message] = sent_in(clinic, talk)
    assert (message.body, message.subject) == ("Good morning,\nSarah", "Your smile Bcc: x@example.com")
    assert refused.status_code == 422
    assert 'id="wrong-subject"' in refused.content.decode()


def test_a_closed_window_locks_the_composer_in_place_and_offers_templates(clinic, agent_client, lead):
    talk = make_conversation(clinic, lead, wrote=NOW - timedelta(hours=25))
    text = make_template(clinic)
    make_template(clinic, key="offer", title="Autumn offer", approval="rejected", purpose="marketing")

    page = page_of(agent_client, talk).content.decode()
    assert "takes only approved templates now" in page
    assert "<textarea" not in page
    assert "Not allowed" in page
    refused = send(agent_client, talk, body="Free text")
    send(agent_client, talk, as_template="1", template=str(text.pk))

    assert refused.status_code == 422
    assert "readonly>Free text</textarea>" in refused.content.decode()
    [message] = sent_in(clinic, talk)
    assert (message.body, message.template_call["name"]) == ("Hi Sarah", "hello")


def test_a_refusal_stands_where_it_was_written_and_the_words_are_kept(clinic, agent_client, talk):
    answer = send(agent_client, talk, body="Too late", when="at", at="2020-01-01T10:00")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose a time to come" in page
    assert ">Too late</textarea>" in page
    assert sent_in(clinic, talk) == []


def test_whoever_asked_us_to_stop_is_not_written_to_and_the_page_says_so(clinic, agent_client, talk, lead):
    with clinic_context(clinic):
        suppress(
            [("phone", "+447700900142")], reason="asked", source="test", by=None, now=timezone.now(), lead=lead.pk
        )

    page = page_of(agent_client, talk).content.decode()

    assert "They asked not to be written to this way." in page
    assert "<textarea" not in page
    assert send(agent_client, talk, body="Still there?").status_code == 422


def test_what_goes_later_waits_in_sight_and_can_be_taken_back(clinic, agent_client, talk):
    send(agent_client, talk, body="In a while", when="in_2h")
    [message] = sent_in(clinic, talk)

    page = page_of(agent_client, talk).content.decode()
    agent_client.post(f"{INBOX}{talk.pk}/message/{message.pk}/cancel/")

    assert "Do not send" in page
    assert (message.state, message.cancel_on_reply) == (State.QUEUED, True)
    assert sent_in(clinic, talk)[0].state == State.CANCELLED


def test_a_note_is_for_colleagues_and_no_message(clinic, agent_client, talk, lead):
    agent_client.post(f"{INBOX}{talk.pk}/write/", {"way": "note", "body": "Shade A2"})

    with clinic_context(clinic):
        assert Note.objects.get(lead=lead).body == "Shade A2"
    assert sent_in(clinic, talk) == []
    assert "Shade A2" in page_of(agent_client, talk).content.decode()


def test_what_failed_says_why_and_the_ways_out_and_the_unknown_is_never_called_sent(
    clinic, agent_client, lead, talk
):
    make_account(clinic, Channel.MAIL)
    failed = {"state": State.FAILED, "trouble": Trouble.ADDRESS, "code": "30006"}
    make_message(clinic, talk, "Did you get our range?", **failed)
    make_message(clinic, talk, "Still interested?", state=State.UNKNOWN)

    page = page_of(agent_client, talk).content.decode()

    assert "Not sent: This number is a landline." in page.replace("\n", "")
    assert "We cannot tell whether this arrived. Ask the patient before you send it again." in page
    assert "Send by E-mail" in page
    with clinic_context(clinic):
        message = Message.objects.get(state=State.UNKNOWN)
    again = page_of(agent_client, talk, f"?again={message.pk}").content.decode()
    assert ">Still interested?</textarea>" in again


def test_a_lead_nobody_wrote_to_is_written_to_by_a_chosen_way_and_two_presses_make_one_talk(
    clinic, agent_client, lead
):
    make_account(clinic, Channel.MAIL)
    page = f"/admin/comms/lead/{lead.pk}/"
    fields = composer(agent_client.get(page))

    answers = [agent_client.post(page, {**fields, "body": "Hello", "subject": "Your smile"}) for _press in range(2)]

    with clinic_context(clinic):
        [talk] = Conversation.objects.all()
        assert (talk.channel, talk.address, talk.lead_id) == ("mail", "sarah@example.com", lead.pk)
        assert Message.objects.count() == 1
    assert {answer.url for answer in answers} == {f"{INBOX}{talk.pk}/"}


def test_the_first_word_by_whatsapp_is_an_approved_template(clinic, agent_client, lead):
    make_account(clinic)
    with clinic_context(clinic):
        contact = lead.identities.get(kind="phone")

    page = agent_client.get(f"/admin/comms/lead/{lead.pk}/?way=whatsapp-{contact.pk}").content.decode()

    assert "takes only approved templates now" in page


def test_the_buttons_snooze_label_and_close_and_say_how_to_undo(clinic, agent_client, talk):
    do = f"{INBOX}{talk.pk}/do/"

    agent_client.post(do, {"do": "snooze:week"})
    agent_client.post(do, {"do": "label", "label": "Crowns"})
    answer = agent_client.post(do, {"do": "done", "next": INBOX}, follow=True)

    row = now_of(clinic, talk)
    assert (row.snoozed_until, row.labels, row.done_at is not None) == (None, ["Crowns"], True)
    assert "data-undo" in answer.content.decode()
    assert agent_client.post(do, {"do": "snooze", "until": "yesterday"}, follow=True).status_code == 200


def test_the_chosen_rows_are_put_off_together(clinic, agent, agent_client, talk):
    other = make_conversation(clinic, make_lead(clinic, assigned_to=agent), address="+447700900199")

    agent_client.post(f"{INBOX}many/", {"do": "snooze:tomorrow", "_selected_action": [talk.pk, other.pk, "x"]})

    with clinic_context(clinic):
        assert all(snoozing.is_put_off(one, timezone.now()) for one in Conversation.objects.all())


def test_whoever_waits_in_triage_is_answered_and_is_a_lead_then(clinic, agent_client):
    talk = make_conversation(clinic, None, name="Zed <b>evil</b>", address="+447700900177")

    page = page_of(agent_client, talk).content.decode()

    assert "Nobody has accepted them yet" in page
    assert "<b>evil" not in page


def test_the_leads_page_tells_the_messages_among_all_else_and_leads_to_a_new_one(clinic, agent_client, lead, talk):
    make_message(clinic, talk, "By WhatsApp", state=State.FAILED, code="stopped")

    page = agent_client.get(f"/admin/leads/lead/{lead.pk}/change/?show=talk").content.decode()

    assert "By WhatsApp" in page
    assert "They asked not to be written to this way." in page
