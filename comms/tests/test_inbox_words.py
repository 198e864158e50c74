"""What the inbox says is true, and said once (LOOK 6, 12)."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from comms.admin.talk.choices import snoozes
from comms.services.refusals import Draft, why_not
from comms.services.settling import we_wrote
from comms.tests.factories import make_account, make_conversation, make_message
from crm.testing.people import make_user
from leads.services.consent import suppress
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context

INBOX, ADDRESS = "/admin/comms/inbox/", "+447700900142"
BOUNCED, ASKED = "This address does not take messages.", "They asked not to be written to this way."


@pytest.fixture
def talk(clinic, agent):
    lead = make_lead(clinic, "Sarah", assigned_to=agent)
    reach(clinic, lead, "phone", ADDRESS)
    return make_conversation(clinic, lead)


def page_of(client, talk):
    return client.get(f"{INBOX}{talk.pk}/").content.decode()


def stop(clinic, talk, reason, channel):
    about = {"source": "test", "by": None, "now": timezone.now(), "lead": talk.lead_id, "channel": channel}
    with clinic_context(clinic):
        suppress([("phone", ADDRESS)], reason=reason, **about)


@pytest.mark.parametrize(("reasons", "said", "code"), [
    ({"whatsapp": "bounced"}, BOUNCED, "bounced"), ({"whatsapp": "asked"}, ASKED, "stopped"),
    ({"whatsapp": "bounced", "": "stop"}, ASKED, "stopped"),
])  # fmt: skip
def test_an_address_that_takes_nothing_is_no_wish_of_the_patient(clinic, agent_client, talk, reasons, said, code):
    for channel, reason in reasons.items():
        stop(clinic, talk, reason, channel)

    page = page_of(agent_client, talk)

    assert [line for line in (BOUNCED, ASKED) if line in page] == [said]
    with clinic_context(clinic):
        assert why_not(talk, Draft("Hello"), now=timezone.now()) == code


@pytest.mark.parametrize(("query", "sentence"), [
    ("", "No one is waiting"), ("?show=snoozed", "Nothing is snoozed"), ("?q=nobody", "No conversation fits."),
])  # fmt: skip
def test_an_empty_list_says_so_once(clinic, agent_client, query, sentence):
    make_account(clinic)

    page = agent_client.get(f"{INBOX}{query}").content.decode()

    assert page.count(sentence) == 1
    assert page.count("No one is waiting") == (sentence == "No one is waiting")


def test_whoever_has_nobody_is_led_to_those_that_others_have(clinic, agent_client):
    make_user(clinic, email="colleague@example.com")
    make_conversation(clinic, None)

    assert 'href="/admin/comms/inbox/?tab=all">Show all' in agent_client.get(INBOX).content.decode()


def changes_in(client, talk):
    return page_of(client, talk).count("bw-other bw-changes")


def test_a_message_that_left_stands_in_the_thread_once(clinic, agent, agent_client, talk):
    message = make_message(clinic, talk, "Good evening", state="accepted", provider_id="wamid.1", author=agent)
    before = changes_in(agent_client, talk)

    with clinic_context(clinic):
        we_wrote(message, now=timezone.now())

    assert changes_in(agent_client, talk) == before > 0


def test_two_choices_that_mean_the_same_moment_are_one():
    sunday, monday = (datetime(2026, 11, day, 12, tzinfo=UTC) for day in (22, 23))

    assert [code for code, _word, _at in snoozes(sunday)] == ["later", "tomorrow", "month"]
    assert [code for code, _word, _at in snoozes(monday)] == ["later", "tomorrow", "week", "month"]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Veneers?", "Re: Veneers?"),
        ("RE: Veneers?", "RE: Veneers?"),
        ("V" * 300, "Re: " + "V" * 196),  # no longer than what an answer takes
        ("", ""),
    ],
)
def test_an_answer_by_mail_begins_with_their_subject(clinic, agent_client, talk, theirs, ours):
    by_mail = make_conversation(clinic, talk.lead, channel="mail")
    make_message(clinic, by_mail, subject=theirs, is_out=False, state="received")

    assert f'name="subject" maxlength="200" dir="auto" value="{ours}"' in page_of(agent_client, by_mail)
