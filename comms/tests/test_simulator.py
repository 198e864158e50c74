"""The simulator speaks as the providers do: their judges believe its signatures, our adapters cannot tell."""

import json
from itertools import pairwise
from urllib.parse import parse_qs, parse_qsl

import httpx
import pytest
from pywa.utils import webhook_updates_validator
from twilio.request_validator import RequestValidator

from comms.providers.base import File, Media, OutcomeUnknown, Outgoing, Refused, TemplateCall, To, Trouble
from comms.providers.simulator.pages import LONGEST
from comms.providers.simulator.speaking import speak
from comms.providers.twilio import twiml
from comms.providers.twilio.calls import CallOrder, fetch_recording, start_call
from comms.providers.twilio.client import Twilio
from comms.providers.whatsapp.client import WhatsAppCloud
from comms.providers.whatsapp.media import fetch_media
from comms.providers.whatsapp.templates import list_templates
from crm.testing.simulators import a_line

OURS = "http://localhost/api/v1/webhooks"
WELCOME = {
    "id": "1", "name": "welcome", "language": "de", "status": "APPROVED", "category": "MARKETING",
    "components": [{"type": "BODY", "text": "Hallo {{1}}, hier ist {{2}}."}],
}  # fmt: skip
HEIKE = To("phone", "+4917604069017")


@pytest.fixture
def line(simulator):
    urls = {f"{name}_url": f"{OURS}/{name}/1" for name in ("whatsapp", "sms", "voice")}
    return simulator.connect(a_line("tirana", 1, templates=[WELCOME], **urls))


@pytest.fixture
def whatsapp(simulator, line):
    return WhatsAppCloud(line.phone_number_id, line.token, line.waba_id, base=simulator.url, seconds=0.6)


@pytest.fixture
def twilio(simulator, line):
    return Twilio(line.account_sid, line.auth_token, line.number, base=simulator.url, seconds=0.6)


def told(posted):
    """What each WhatsApp webhook is about."""
    for one in posted:
        value = json.loads(one["body"])["entry"][0]["changes"][0]["value"]
        yield from (status["status"] for status in value.get("statuses", []))
        yield from (message["text"]["body"] for message in value.get("messages", []))


def test_free_text_is_refused_until_the_patient_has_written(simulator, line, whatsapp):
    with pytest.raises(Refused) as refused:
        whatsapp.send(Outgoing("7", HEIKE, body="Guten Tag"))
    speak(simulator.world, line, simulator.patient("heike"), "whatsapp", "Hallo?")
    receipt = whatsapp.send(Outgoing("7", HEIKE, body="Guten Tag"))

    assert refused.value.trouble is Trouble.WINDOW
    assert receipt.address == HEIKE.value[1:]
    posted = simulator.deliver()
    assert list(told(posted))[:4] == ["Hallo?", "sent", "delivered", "read"]
    statuses = [json.loads(one["body"])["entry"][0]["changes"][0]["value"] for one in posted[1:4]]
    assert {status["statuses"][0]["biz_opaque_callback_data"] for status in statuses} == {"7"}
    assert {value["metadata"]["phone_number_id"] for value in statuses} == {line.phone_number_id}


def test_somebody_who_was_written_to_answers_in_their_language(simulator, whatsapp):
    whatsapp.send(Outgoing("7", HEIKE, template=TemplateCall("welcome", "de", ("Heike", "Tirana"))))

    said = [text for text in told(simulator.deliver()) if "Vielen Dank" in text]

    assert len(said) == 1
    assert simulator.patient("heike").wrote[0].text == "Hallo Heike, hier ist Tirana."


def test_people_without_a_number_are_reached_by_their_id(simulator, line, whatsapp):
    giulia = simulator.patient("giulia")
    speak(simulator.world, line, giulia, "whatsapp", "Buongiorno")

    receipt = whatsapp.send(Outgoing("7", To("whatsapp", giulia.user_id), body="Buongiorno Giulia"))

    assert receipt.address == giulia.user_id
    (value,) = (json.loads(one["body"])["entry"][0]["changes"][0]["value"] for one in simulator.deliver()[:1])
    assert "from" not in value["messages"][0]
    assert value["contacts"] == [
        {"profile": {"name": "Giulia Bellini", "username": "giulia.b"}, "user_id": giulia.user_id}
    ]


def test_meta_and_twilio_would_sign_the_same(simulator, line):
    speak(simulator.world, line, simulator.patient("heike"), "whatsapp", "Grüße ☺")
    speak(simulator.world, line, simulator.patient("heike"), "sms", "Grüße ☺ & + %")
    posted = []
    simulator.host.postman.post = lambda *all_of_it: posted.append(all_of_it) or (204, b"")

    simulator.deliver()

    (_, meta, meta_head), (url, form, head) = posted
    assert webhook_updates_validator(line.app_secret, meta, meta_head["X-Hub-Signature-256"])
    fields = dict(parse_qsl(form.decode(), keep_blank_values=True))
    assert RequestValidator(line.auth_token).validate(url, fields, head["X-Twilio-Signature"])
    assert not RequestValidator("another").validate(url, fields, head["X-Twilio-Signature"])


@pytest.mark.parametrize(
    ("template", "code"),
    [
        (TemplateCall("welcome", "it", ("a", "b")), "132001"),
        (TemplateCall("welcome", "de", ("a",)), "132000"),
    ],
)
def test_a_template_that_does_not_fit_is_refused(whatsapp, template, code):
    with pytest.raises(Refused) as refused:
        whatsapp.send(Outgoing("", HEIKE, template=template))

    assert (refused.value.trouble, refused.value.code) == (Trouble.TEMPLATE, code)


def test_files_and_templates_are_there(simulator, line, whatsapp):
    speak(simulator.world, line, simulator.patient("heike"), "whatsapp", "Hallo?")
    whatsapp.send(Outgoing("", HEIKE, files=(File("a.pdf", "application/pdf", b"%PDF", "Angebot"),)))
    written = simulator.patient("heike").wrote[-1]

    assert fetch_media(whatsapp, Media(media_id=written.file)).content == b"%PDF"
    assert written.text == "Angebot"
    assert [one.name for one in list_templates(whatsapp)] == ["welcome"]
    assert whatsapp.about_number()["status"] == "CONNECTED"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"do": "drop"}, OutcomeUnknown),
        ({"do": "vanish"}, OutcomeUnknown),
        ({"do": "hang"}, OutcomeUnknown),
        ({"do": "status", "status": 500}, OutcomeUnknown),
        ({"do": "status", "status": 429}, Refused),
        ({"do": "status", "status": 400, "code": "131042"}, Refused),
    ],
    ids=str,
)
def test_what_goes_wrong_on_purpose_goes_wrong_once(simulator, whatsapp, fault, error):
    message = Outgoing("7", HEIKE, template=TemplateCall("welcome", "de", ("Heike", "Tirana")))
    simulator.tell("whatsapp.messages", **fault)

    with pytest.raises(error):
        whatsapp.send(message)

    assert whatsapp.send(message).provider_id
    taken = 2 if fault["do"] in {"vanish", "hang"} else 1
    assert len([one for one in simulator.patient("heike").wrote if one.way == "out"]) == taken


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("drop", ["delivered", "read"]),
        ("duplicate", ["sent", "sent", "delivered", "read"]),
        ("reorder", ["delivered", "sent", "read"]),
    ],
)
def test_what_is_posted_to_us_comes_late_twice_or_never(simulator, whatsapp, do, order):
    simulator.tell("hook.whatsapp.sent", do)
    whatsapp.send(Outgoing("7", HEIKE, template=TemplateCall("welcome", "de", ("Heike", "Tirana"))))

    assert [one for one in told(simulator.deliver()) if one in {"sent", "delivered", "read"}] == order


def test_who_says_stop_by_sms_is_blocked_by_twilio_itself(simulator, line, twilio):
    heike = simulator.patient("heike")
    message = Outgoing("7", HEIKE, body="Guten Tag", status_url=f"{OURS}/sms/1?message=7")
    twilio.send(message)
    speak(simulator.world, line, heike, "sms", " Stop ")

    with pytest.raises(Refused) as refused:
        twilio.send(message)

    assert refused.value.trouble is Trouble.OPTED_OUT
    states = [parse_qs(one["body"].decode())["SmsStatus"][0] for one in simulator.deliver()]
    assert states[:3] == ["received", "sent", "delivered"]


def test_a_call_rings_the_agent_then_the_patient_and_tells_each_step(simulator, line, twilio):
    urls = twiml.Urls(status=f"{OURS}/voice/1", recording=f"{OURS}/voice/1")
    plan = twiml.dial_number(HEIKE.value, caller=line.number, urls=urls)
    start_call(twilio, CallOrder("client:tirana_7", line.number, plan, f"{OURS}/voice/1"))
    page = f"{simulator.url}/phone/heike"
    simulator.host.timetable.run_all(most=5)  # until it rings here

    assert "Tirana calls you." in httpx.get(f"{page}/talk?clinic=tirana").text
    httpx.post(f"{page}/answer", data={"clinic": "tirana"})
    httpx.post(f"{page}/end", data={"clinic": "tirana"})

    news = [parse_qs(one["body"].decode()) for one in simulator.deliver() + list(simulator.host.postman.sent)]
    seen = {(one["Direction"][0], one["CallStatus"][0]) for one in news if "Direction" in one}
    assert seen >= {
        ("outbound-api", "ringing"),
        ("outbound-api", "in-progress"),
        ("outbound-dial", "in-progress"),
        ("outbound-dial", "completed"),
        ("outbound-api", "completed"),
    }
    recording = next(one["RecordingSid"][0] for one in news if "RecordingSid" in one)
    assert fetch_recording(twilio, recording)


def test_the_patient_calls_and_hears_what_the_clinic_says(simulator, line):
    page, spoken = f"{simulator.url}/phone/heike", twiml.speak("We call you back.", language="en")
    simulator.host.postman.post = lambda *all_of_it: (200, spoken.encode())

    httpx.post(f"{page}/call", data={"clinic": "tirana"})
    simulator.deliver()

    assert "We call you back." in httpx.get(f"{page}/talk?clinic=tirana").text


def test_a_newcomer_takes_a_phone_and_writes(simulator, line):
    taken = httpx.post(f"{simulator.url}/phones", data={"name": "<b>Ada</b>", "phone": "+44 7700 900199"})
    page = f"{simulator.url}{taken.headers['location']}"
    evil = '<script>alert(1)</script>"onmouseover=1'
    text = evil + "x" * LONGEST
    httpx.post(f"{page}/write", data={"clinic": "tirana", "channel": "whatsapp", "text": text, "ad": "1"})

    (one,) = simulator.deliver()
    message = json.loads(one["body"])["entry"][0]["changes"][0]["value"]["messages"][0]
    assert message["from"] == "447700900199"
    assert message["referral"]["source_type"] == "ad"
    shown = httpx.get(f"{page}?clinic=tirana").text + httpx.get(f"{page}/talk?clinic=tirana").text
    assert "<script>" not in shown
    assert "<b>Ada</b>" not in shown
    assert "&lt;script&gt;" in shown


def test_another_name_or_a_page_of_somebody_else_is_refused(simulator, line):
    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
        answer = httpx.post(f"{simulator.url}/phone/heike/reads", headers=headers)
        assert answer.status_code == 404

    fault = {"route": "whatsapp.messages", "do": "drop"}
    plain = {"content": json.dumps(fault), "headers": {"Content-Type": "text/plain"}}  # what any page may post
    assert httpx.post(f"{simulator.url}/simulator/faults", **plain).status_code == 422
    assert httpx.post(f"{simulator.url}/simulator/faults", json=fault | {"do": "explode"}).status_code == 422
    assert httpx.post(f"{simulator.url}/simulator/faults", json=fault).status_code == 201
    assert simulator.host.url.startswith("http://127.0.0.1:")


def test_what_it_remembers_is_bounded(simulator, line):
    heike = simulator.patient("heike")
    for number in range(400):
        speak(simulator.world, line, heike, "sms", str(number))
        simulator.world.somebody("phone", f"+4477009{number:05}")

    assert len(heike.wrote) <= 300
    assert len(simulator.world.patients) <= 200
    assert all(before.at <= after.at for before, after in pairwise(heike.wrote))
