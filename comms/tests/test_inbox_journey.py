"""An agent's morning at the inbox with the keyboard, in a real browser (F:C1, C2, W9)."""

import pytest
from django.utils import timezone

from comms.models import Message
from comms.tests.factories import make_conversation, make_message
from crm.testing.people import client_of, make_user
from crm.testing.screens import Seat
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(fresh_clinic):
    clinic = fresh_clinic()
    agent = make_user(clinic, email="ana@example.com", full_name="Ana Hoxha")
    for number, name in enumerate(("Sarah", "Mario")):
        lead = make_lead(clinic, name, "<b>evil</b>", assigned_to=agent)
        reach(clinic, lead, "phone", f"+44770090014{number}")
        talk = make_conversation(clinic, lead, address=f"+44770090014{number}", preview=f"Hello from {name}")
        make_message(
            clinic, talk, f"Hello from {name}", is_out=False, state=Message.State.RECEIVED, at=timezone.now()
        )
    return clinic, client_of(clinic, agent)


def say(clinic, name, body):
    """A patient writes one thing more."""
    with clinic_context(clinic):
        talk = Message.objects.filter(body__contains=name)[0].conversation
    make_message(clinic, talk, body, is_out=False, state=Message.State.RECEIVED, at=timezone.now())


def test_by_keyboard_a_talk_is_answered_and_put_off_and_a_draft_outlives_news_and_a_new_page(chromium, web, desk):
    clinic, client = desk
    seat = Seat(chromium, web, clinic, client)
    page = seat.open("/admin/comms/inbox/")
    sent = []
    page.on("request", lambda one: one.url.endswith("/write/") and sent.append(one.method))

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator("#bw-thread .bw-msg").wait_for()
    page.keyboard.press("r")
    page.keyboard.type("A draft")
    say(clinic, page.locator("#bw-head h2").inner_text()[:5], "One more thing")
    page.mouse.move(2, 2)
    page.evaluate("document.dispatchEvent(new CustomEvent('bw:live', {detail: {name: 'poll', data: {}}}))")
    page.locator("#bw-thread .bw-msg", has_text="One more thing").wait_for()
    assert page.input_value("#bw-body") == "A draft"
    page.reload()
    assert page.input_value("#bw-body") == "A draft"
    page.fill("#bw-body", "Good morning")
    page.keyboard.press("Control+Enter")
    page.locator("#bw-thread .bw-msg.out", has_text="Good morning").wait_for()
    page.locator("#bw-compose button.go").click()  # once more: there is nothing left to send
    page.keyboard.type("n")  # the focus is where one goes on writing
    assert page.input_value("#bw-body") == "n"
    page.fill("#bw-body", "")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    page.locator("#bw-toast [data-undo]").wait_for()

    assert (seat.dialogs, seat.reports(), sent) == ([], [], ["POST"])
    with clinic_context(clinic):
        [sent] = Message.objects.filter(is_out=True)
        assert (sent.body, sent.conversation.snoozed_until is not None) == ("Good morning", True)
    seat.close()
