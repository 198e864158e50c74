"""The browser as a telephone: where it may be one, what rings in it, and who is told who calls (F:C4, C5)."""

from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest

from comms.models import Call
from comms.providers.base import Receipt
from comms.services.calls import ringing
from comms.services.calls.answering import answer
from comms.services.calls.identities import agent_of, identity_of
from comms.tests.browser_phone import Window
from comms.tests.conftest import NOW
from crm.testing.people import client_of, make_user
from leads.services.sharing.duty import forget_workers
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.outbox.models import Job
from tenants.settings.services.credentials import store
from tenants.staff.models import User

PHONE = "/admin/comms/softphone/"
CALL, TOKEN = f"{PHONE}call/", f"{PHONE}token/"
ALICE, OURS = "+393331234567", "+447700900001"
KEYS = {
    "account_sid": "AC" + "a" * 32, "auth_token": "t", "number": OURS, "api_key_sid": "SK" + "b" * 32,
    "api_key_secret": "s", "application_sid": "AP" + "c" * 32,
}  # fmt: skip


@pytest.fixture
def real(clinic, settings):
    """The clinic has keys for calls in the browser, and Twilio is no simulator."""
    settings.TWILIO_BASE_URL = "https://api.twilio.com"
    forget_workers()
    with clinic_context(clinic):
        store("twilio", KEYS, by=None)


@pytest.fixture
def ana(clinic):
    """She has no telephone of her own."""
    return make_user(clinic, shift=User.Shift.ON)


@pytest.fixture
def alice(clinic):
    lead = make_lead(clinic, "Alice")
    reach(clinic, lead, "phone", ALICE)
    return lead


def test_the_softphones_page_alone_may_use_the_microphone_and_twilios_lines(clinic, ana, real):
    client = client_of(clinic, ana)

    page, other = client.get(PHONE), client.get("/admin/comms/queue/")

    assert "vendor/twilio.min.js" in page.content.decode()
    assert "wss://voice-js.roaming.twilio.com" in page["Content-Security-Policy"]
    assert "microphone=(self)" in page["Permissions-Policy"]
    assert "camera=()" in page["Permissions-Policy"]
    assert "twilio" not in other.content.decode() + other["Content-Security-Policy"]
    assert "microphone=()" in other["Permissions-Policy"]


@pytest.mark.parametrize("missing", ["simulator", "application_sid"])
def test_without_the_keys_or_at_the_simulator_no_browser_is_a_telephone(clinic, ana, real, settings, missing):
    if missing == "simulator":
        settings.TWILIO_BASE_URL = "http://127.0.0.1:9"
    else:
        with clinic_context(clinic):
            store("twilio", KEYS | {missing: ""}, by=None)

    page = client_of(clinic, ana).get(PHONE)

    assert "twilio.min.js" not in page.content.decode()
    assert "microphone=()" in page["Permissions-Policy"]


def test_a_browser_that_is_ready_is_rung_first_and_knows_its_own_call(clinic, ana, alice, real, monkeypatch):
    orders = []
    monkeypatch.setattr(ringing, "start_call", lambda account, order: orders.append(order) or Receipt("CA1"))
    said = {"number": ALICE, "browser": "1"}

    told = client_of(clinic, ana).post(CALL, said, headers={"Accept": "application/json"}).json()

    with clinic_context(clinic):
        call = Call.objects.get()
        ringing.begin(Job.objects.get(kind=ringing.RING).payload)
        (order,) = orders
        assert told == {"call": str(call.reference)}
        assert order.to == f"client:{identity_of(ana)}?call={call.reference}"
        assert (agent_of(order.to), order.caller) == (ana.pk, OURS)


def test_whoever_has_no_other_telephone_is_led_to_the_page_where_the_browser_gets_ready(clinic, ana, alice, real):
    client = client_of(clinic, ana)

    led = client.post(CALL, {"lead": alice.pk, "identity": "", "from": "queue"})

    assert (led.status_code, led["Location"]) == (303, f"{PHONE}?lead={alice.pk}&identity=")
    assert f'value="{ALICE}"' in client.get(led["Location"]).content.decode()
    with clinic_context(clinic):
        assert not Call.objects.exists()


def test_a_refusal_is_told_to_the_page_that_stays(clinic, ana, real):
    asked = {"number": "+393339999999", "browser": "1"}

    refused = client_of(clinic, ana).post(CALL, asked, headers={"Accept": "application/json"})

    assert (refused.status_code, "No lead of yours" in refused.json()["detail"]) == (422, True)


def ring_in(clinic, caller=ALICE):
    form = {"CallSid": "CA1", "From": caller, "To": OURS, "Direction": "inbound", "CallStatus": "ringing"}
    return ElementTree.fromstring(answer(urlencode(form).encode(), clinic_id=clinic.uuid, now=NOW)).find("Dial")


def test_a_call_rings_in_the_browsers_beside_the_telephones_and_says_who_it_is(clinic, ana, alice, real):
    ben = make_user(clinic, email="ben@example.com", phone="+355692222222", shift=User.Shift.ON)

    known, stranger = ring_in(clinic), ring_in(clinic, "+393337654321")

    with clinic_context(clinic):
        assert [one.text for one in known.iter("Identity")] == [identity_of(ana), identity_of(ben)]
    assert [one.text for one in known.iter("Number")] == [ben.phone]
    assert known.find("Client/Parameter").attrib == {"name": "lead", "value": str(alice.pk)}
    assert stranger.find("Client/Parameter").attrib == {"name": "from", "value": "+393337654321"}


def test_who_calls_is_said_to_whoever_sees_the_lead_and_to_nobody_else(clinic, other_clinic, ana, alice, real):
    ben = make_user(clinic, email="ben@example.com", data_scope="own")
    foreign = make_lead(other_clinic, "Foreign", id=alice.pk + 7)
    with clinic_context(clinic):
        alice.assigned_to = ana
        alice.save()

    def told(user, pk):
        return client_of(clinic, user).get(PHONE, {"caller": pk}).content.decode()

    assert f"/admin/leads/lead/{alice.pk}/change/" in told(ana, alice.pk).partition('id="bw-caller"')[2][:200]
    assert "bw-caller" not in told(ben, alice.pk)
    assert "bw-caller" not in told(ana, foreign.pk)


@pytest.fixture
def window(chromium, clinic, ana, real, alice):
    client, who = client_of(clinic, ana), f"{PHONE}?caller={alice.pk}"
    begun = client.post(CALL, {"number": ALICE, "browser": "1"}, headers={"Accept": "application/json"})
    pages = {("GET", path): client.get(path) for path in (PHONE, who)}
    one = Window(chromium, clinic, {**pages, ("POST", TOKEN): client.post(TOKEN), ("POST", CALL): begun})
    one.page.goto(one.home + PHONE)
    yield one
    one.context.close()


def get_ready(window):
    """It is said what to do while it cannot be, and then it is."""
    for no, said in (("NotAllowedError", "does not let the page use the microphone"), ("NotFoundError", "No mic")):
        window.page.evaluate("name => window.microphone = name", no)
        window.press("start")
        window.now(said)
    assert window.page.get_attribute("#bw-browser [data-tel]", "href") == f"tel:{ALICE}"
    window.page.evaluate("window.microphone = ''")
    window.press("start")
    window.now("Ready.")


def be_called(window, lead):
    """It says who it is, with a way to them, and rings until somebody decides."""
    window.page.evaluate("lead => rings({ lead })", str(lead.pk))
    window.page.locator("[data-when=ringing] a", has_text="Alice").wait_for()
    window.press("answer")
    window.now("In a call.")
    window.page.evaluate("call.emit('disconnect')")
    window.page.evaluate("rings({ from: '+393337654321' })")
    window.now("+393337654321")
    window.press("decline")
    window.now("Ready.")


@pytest.mark.browser
def test_in_the_browser_one_calls_and_is_called_and_has_a_telephone_left_when_the_line_is_gone(window, alice):
    page = window.page
    page.fill("[name=number]", ALICE)
    get_ready(window)
    assert page.evaluate("typeof device.theirs") == "function"  # Twilio's own program runs under our policy

    with page.expect_response(lambda one: one.url.endswith("/call/")) as asked:
        page.click("#bw-dial-form [type=submit]")
    assert "browser=1" in asked.value.request.post_data
    page.evaluate("word => rings({ call: word })", asked.value.json()["call"])
    window.now("In a call.")
    page.click("[data-digit='5']")
    window.press("mute")
    assert page.evaluate("[call.digits, call.quiet]") == ["5", True]
    assert page.input_value("[name=number]") == ALICE
    page.evaluate("call.emit('reconnecting')")
    window.now("The line is bad")
    window.press("end")
    window.now("Ready.")
    page.evaluate("rings({ call: 'of another window of theirs' })")
    be_called(window, alice)

    page.evaluate("device.emit('tokenWillExpire')")
    page.wait_for_function("device.renewed === 1")
    page.evaluate("device.state = 'unregistered'; device.emit('unregistered')")
    window.now("The connection for calls is gone")
    assert page.locator("#bw-browser").get_by_text("Call with my telephone").is_visible()
