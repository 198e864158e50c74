"""A patient's telephone and an agent's inbox, with everything real between them (F:W14, C2; H:G8, W1)."""

import re
from datetime import timedelta

import pytest

from comms.connections.opening import webhook
from comms.models import Conversation, Message
from comms.services.demo_lines import keys_of
from comms.tests.factories import make_template
from crm.simulator.posting import by_http
from crm.testing.browsers import SIZES
from crm.testing.people import client_of, make_user
from crm.testing.processes import until
from crm.testing.screens import Seat
from crm.testing.simulators import a_line
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.settings.services.credentials import store

pytestmark = pytest.mark.browser

WORDS = {"hello": "Hello {first_name}, it is us.", "still": "{first_name}, do you still think of it?"}
APPROVED = [
    {"name": name, "language": "en", "status": "APPROVED", "components": [{"type": "BODY", "text": text}]}
    for name, text in ((name, words.format(first_name="{{1}}")) for name, words in WORDS.items())
]
A_DAY = timedelta(hours=25)


@pytest.fixture
def line(fresh_clinic, simulator, settings, web):
    """A clinic with its number at the simulator, a lead whose telephone we hold, and two approved templates."""
    clinic, sarah = fresh_clinic(), simulator.patient("sarah")
    settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = "http", str(web.port)
    simulator.host.postman.post = by_http
    with clinic_context(clinic):
        line = a_line(clinic.slug, 1, whatsapp_url=webhook("whatsapp"), templates=APPROVED)
        store("whatsapp", keys_of(line, port=1)["whatsapp"] | {"verify_token": "a-word"}, by=None)
    for name, body in WORDS.items():
        make_template(clinic, key=name, title=name.title(), body=body)
    return clinic, simulator.connect(line), sarah


@pytest.fixture
def scene(line, simulator, chromium, web, live, worker):
    """The agent with the inbox open, and the patient's telephone beside it."""
    clinic, _line, sarah = line
    agent = make_user(clinic)
    lead = make_lead(clinic, "Sarah", "Whitcombe", assigned_to=agent)
    reach(clinic, lead, "phone", sarah.phone)
    seat = Seat(chromium, web, clinic, client_of(clinic, agent), viewport=SIZES["desk"])
    seat.open("/admin/comms/inbox/").wait_for_selector("html[data-live=on]")
    phone = chromium.new_page(viewport=SIZES["phone"])
    phone.goto(f"{simulator.url}/phone/sarah?clinic={clinic.slug}")
    yield seat.page, phone
    assert (seat.dialogs, seat.reports()) == ([], [])
    phone.context.close()
    seat.close()


def a_day_passes(clinic, sarah):
    """For us and at WhatsApp: what they wrote is a day older."""
    for one in sarah.wrote:
        one.at -= A_DAY.total_seconds()
    with clinic_context(clinic):
        talk = Conversation.objects.get()
        talk.last_in_at, talk.window_until = talk.last_in_at - A_DAY, talk.window_until - A_DAY
        talk.save()


def test_a_patient_writes_and_is_answered_by_keyboard_with_a_template_once_the_window_has_closed(
    line, scene, simulator
):
    clinic, _line, sarah = line
    page, phone = scene

    phone.fill("textarea", "How much is <b>one</b> implant?")
    phone.get_by_role("button", name="Send").click()
    assert {one["status"] for one in simulator.deliver()} == {200}
    page.locator("#bw-results .bw-conv", has_text="How much is <b>one</b> implant?").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator("#bw-body").wait_for()

    a_day_passes(clinic, sarah)
    page.evaluate("document.dispatchEvent(new CustomEvent('bw:live', {detail: {name: 'poll', data: {}}}))")
    page.locator("#bw-compose.bw-lock").wait_for()
    assert page.locator("#bw-body").count() == 0
    page.get_by_text(re.compile(r"Free text closed \w+ \d+ \w+, \d\d:\d\d")).wait_for()
    page.keyboard.press("r")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    sent = page.locator("#bw-thread .bw-msg.out")
    sent.wait_for()

    until(lambda: simulator.got("whatsapp.messages"))
    phone.reload()
    phone.frame_locator("iframe").get_by_text("Sarah, do you still think of it?").wait_for()
    simulator.deliver()  # the statuses, and then Sarah's own next words
    page.locator("#bw-thread .bw-msg.out", has_text="read").wait_for()
    page.locator("#bw-thread", has_text="Thanks for getting back to me!").wait_for()
    page.locator("#bw-body").wait_for()

    with clinic_context(clinic):
        [message] = Message.objects.filter(is_out=True)
        assert (message.state, message.template.key) == ("read", "still")
