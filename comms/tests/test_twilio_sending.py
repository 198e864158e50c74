"""What Twilio is told, and how its answers are read (vectors/twilio, INTEGRATIONS 5.1, 5.2)."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.providers.base import File, OutcomeUnknown, Outgoing, Refused, To, Trouble
from comms.providers.twilio import twiml
from comms.providers.twilio.calls import CallOrder, delete_recording, fetch_file, fetch_recording, start_call
from comms.providers.twilio.client import Twilio, written
from comms.providers.twilio.errors import refusal, trouble_of
from comms.providers.twilio.token import softphone_token
from comms.tests.vectors import vector
from crm.lib.errors import ProviderError
from crm.lib.http import Reply
from crm.testing.answering import OK, answer, answering, saying

ANSWERS, TWIML = vector("twilio/rest_responses.json"), vector("twilio/twiml.json")
PATIENT = To("phone", "+393331234567")
SID, RECORDING = "AC00000000000000000000000000000001", "RE" + "1" * 32


def account(server, number="+393399957000"):
    return Twilio(SID, "auth-token", number, base=server.url.removesuffix("/siteverify"), seconds=0.6)


def said(body, status=201):
    return saying(answer(json.dumps(body).encode(), OK.replace(b"200 OK", f"{status} Well".encode())))


def form(request):
    return parse_qsl(request.partition(b"\r\n\r\n")[2].decode(), strict_parsing=True)


def test_a_message_and_its_receipt():
    message = Outgoing("42", PATIENT, body="Ciao ☺ & co", status_url="https://crm.example.com/sms/1")
    with answering(said(ANSWERS["POST Messages 201"])) as server:
        receipt = account(server).send(message)

    assert receipt.provider_id == "SM77777777777777777777777777777777"
    (request,) = server.heard
    assert request.startswith(f"POST /2010-04-01/Accounts/{SID}/Messages.json HTTP/1.1".encode())
    assert b"authorization: Basic " in request or b"Authorization: Basic " in request
    assert dict(form(request)) == {
        "To": "+393331234567",
        "From": "+393399957000",
        "Body": "Ciao ☺ & co",
        "StatusCallback": "https://crm.example.com/sms/1",
    }


def test_a_service_and_a_name_send_as_well():
    message = Outgoing("", PATIENT, body="Ciao")

    assert written(message, sender="MG" + "0" * 32)["MessagingServiceSid"] == "MG" + "0" * 32
    assert written(message, sender="MGSMILE")["From"] == "MGSMILE"


def test_what_twilio_refuses_for_its_shape_does_not_leave():
    for message, trouble in [
        (Outgoing("", PATIENT, body="x" * 1601), Trouble.CONTENT),
        (Outgoing("", PATIENT), Trouble.CONTENT),
        (Outgoing("", PATIENT, body="x", files=(File("a", "b/c", b""),)), Trouble.CONTENT),
        (Outgoing("", To("email", "a@example.com"), body="x"), Trouble.ADDRESS),
    ]:
        with pytest.raises(Refused) as refused:
            written(message, sender="+39")
        assert refused.value.trouble is trouble


@pytest.mark.parametrize(
    ("name", "status", "trouble"),
    [
        ("error 400 21211", 400, Trouble.ADDRESS),
        ("error 400 21610", 400, Trouble.OPTED_OUT),
        ("error 400 21408", 400, Trouble.REGION),
        ("error 401 20003", 401, Trouble.AUTH),
        ("error 429 20429", 429, Trouble.RATE),
    ],
)
def test_a_no_is_a_no_with_its_code_and_words(name, status, trouble):
    with answering(said(ANSWERS[name], status)) as server, pytest.raises(Refused) as refused:
        account(server).send(Outgoing("", PATIENT, body="Ciao"))

    found = refused.value
    assert (found.trouble, found.code) == (trouble, name.split()[-1])
    assert found.detail == ANSWERS[name]["message"]
    assert "+39" not in str(found)  # which goes into logs


TABLE = {
    Trouble.ADDRESS: [21211, 21614, 21217, "30005", "30006"], Trouble.OPTED_OUT: [21610],
    Trouble.REGION: [21408, 21612, 21215], Trouble.SENDER: [21606, 21659, 21660, 21704, 30034],
    Trouble.AUTH: [20003], Trouble.ACCOUNT: [20005], Trouble.RATE: [20429, 14107, 63018],
    Trouble.TRANSIENT: ["30003", "30008"], Trouble.CONTENT: ["30007", 30410], Trouble.WINDOW: [63016],
    Trouble.OTHER: [99999, "", None, "3000３", "９", True, "1" * 5000],
}  # fmt: skip


def test_every_code_of_the_table_is_the_trouble_that_we_know():
    for trouble, codes in TABLE.items():
        assert [trouble_of(code) for code in codes] == [trouble] * len(codes)


def test_an_answer_of_a_machine_in_front_is_judged_by_its_status():
    found = {status: refusal(Reply(status, b"<html>", 3.0)) for status in (429, 503, 401, 404)}

    troubles = [Trouble.RATE, Trouble.TRANSIENT, Trouble.AUTH, Trouble.OTHER]
    assert [one.trouble for one in found.values()] == troubles
    assert found[429].wait == 3.0


@pytest.mark.parametrize("said_", [b"", answer(b"{}"), answer(b"<html>", OK.replace(b"200 OK", b"500 No"))])
def test_no_clear_yes_or_no_is_unknown(said_):
    with answering(saying(said_)) as server, pytest.raises(OutcomeUnknown):
        account(server).send(Outgoing("", PATIENT, body="Ciao"))


def test_a_call_rings_the_agent_and_tells_each_step():
    order = CallOrder("client:clinic_7", "+393399957000", twiml.EMPTY, "https://crm.example.com/voice/1")
    with answering(said(ANSWERS["POST Calls 201"])) as server:
        assert start_call(account(server), order).provider_id.startswith("CA")

    fields = form(server.heard[0])
    assert [value for name, value in fields if name == "StatusCallbackEvent"] == [
        "initiated",
        "ringing",
        "answered",
        "completed",
    ]
    assert dict(fields)["Twiml"] == twiml.EMPTY


def test_a_recording_is_fetched_from_twilio_and_nowhere_else():
    with answering(saying(answer(b"ID3"))) as server:
        ours = account(server)
        assert fetch_recording(ours, RECORDING) == b"ID3"
        delete_recording(ours, RECORDING)
        for address in ("https://evil.example/x", ours.url("Messages/../Recordings/1"), "http://127.0.0.1:9/"):
            with pytest.raises(ProviderError):
                fetch_file(ours, address, most=100)
        with pytest.raises(Refused):
            fetch_recording(ours, "../Messages")

    assert [request.split()[0] for request in server.heard] == [b"GET", b"DELETE"]


def test_a_recording_that_is_gone_is_gone():
    with answering(said({"code": 20404}, 404)) as server:
        delete_recording(account(server), RECORDING)


def test_the_softphones_key_is_the_one_of_the_sdk_to_the_letter():
    known = vector("twilio/access_token_decoded.json")

    assert known["example_jwt"] == softphone_token(
        api_key_sid="SK00000000000000000000000000000000",
        api_key_secret=known["secret"],
        account_sid=SID,
        application_sid="AP00000000000000000000000000000000",
        identity="tenant-1_user-7",
        now=datetime.fromtimestamp(known["payload"]["nbf"], UTC),
    )


STATUS = "https://crm.example.com/webhooks/twilio/voice-status"


def test_what_is_done_with_a_call_is_written_as_the_sdk_writes_it():
    urls = twiml.Urls(
        status=STATUS,
        recording="https://crm.example.com/webhooks/twilio/recording",
        after="https://crm.example.com/webhooks/twilio/dial-done",
    )
    agents, caller = ["tenant-1_user-7"], "+393399957000"

    assert TWIML["empty"] == twiml.EMPTY
    assert (
        twiml.dial_number("+393331234567", caller=caller, urls=twiml.Urls(status=STATUS))
        == TWIML["click_to_call_agent_leg_then_lead"]
    )
    assert (
        twiml.ring_agents(agents, caller=caller, urls=urls, timeout=25, say="Mirë se vini", language="it-IT")
        == TWIML["inbound_to_agent"]
    )


@given(st.text(), st.text())
def test_whatever_people_wrote_is_text_in_it(said, language):
    from xml.etree import ElementTree

    (say, hangup) = ElementTree.fromstring(twiml.speak(said or "x", language=language).encode("utf-8", "replace"))

    assert (say.tag, hangup.tag) == ("Say", "Hangup")
    assert not list(say)
