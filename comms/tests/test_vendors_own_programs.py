"""The vendors' own programs judge what we write (INTEGRATIONS 1): the same request, the same XML, the same key."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import jwt
from pywa import WhatsApp
from twilio.http.http_client import TwilioHttpClient
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant
from twilio.rest import Client
from twilio.twiml.voice_response import Dial, VoiceResponse

from comms.providers.base import Outgoing, To
from comms.providers.twilio import twiml
from comms.providers.twilio.calls import EVENTS, CallOrder, start_call
from comms.providers.twilio.client import TWILIO, Twilio
from comms.providers.twilio.token import softphone_token
from comms.providers.whatsapp.client import WhatsAppCloud
from comms.tests.vectors import vector
from crm.testing.answering import OK, answer, answering, saying

SID, NUMBER, STATUS = "AC" + "1" * 32, "+393399957000", "https://crm.example.com/status?a=1&b=2"
PATIENT = To("phone", "+393331234567")
CREATED = OK.replace(b"200 OK", b"201 Created")


class Loop(TwilioHttpClient):
    """Their client, to the loopback."""

    def __init__(self, base):
        super().__init__()
        self.base = base

    def request(self, method, url, *args, **more):
        return super().request(method, url.replace(TWILIO, self.base), *args, **more)


def both(server):
    base = server.url.removesuffix("/siteverify")
    return Client(SID, "token", http_client=Loop(base)), Twilio(SID, "token", NUMBER, base=base)


def asked(request):
    """Method and path, the key, the fields: what Twilio looks at."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().splitlines()
    key = next(line.split(": ")[1] for line in lines if line.lower().startswith("authorization"))
    return first.split()[:2], key, sorted(parse_qsl(body.decode(), strict_parsing=True))


def test_an_sms_is_asked_for_as_their_client_does():
    found = json.dumps(vector("twilio/rest_responses.json")["POST Messages 201"]).encode()
    with answering(saying(answer(found, CREATED))) as server:
        theirs, ours = both(server)
        theirs.messages.create(to=PATIENT.value, from_=NUMBER, body="Ç'kemi + 1%", status_callback=STATUS)
        ours.send(Outgoing("", PATIENT, body="Ç'kemi + 1%", status_url=STATUS))

    assert asked(server.heard[0]) == asked(server.heard[1])


def test_a_call_is_asked_for_as_their_client_does():
    found = json.dumps(vector("twilio/rest_responses.json")["POST Calls 201"]).encode()
    with answering(saying(answer(found, CREATED))) as server:
        theirs, ours = both(server)
        more = {"status_callback": STATUS, "status_callback_event": list(EVENTS), "timeout": 25}
        theirs.calls.create(to="client:a_7", from_=NUMBER, twiml=twiml.EMPTY, **more)
        start_call(ours, CallOrder("client:a_7", NUMBER, twiml.EMPTY, STATUS))

    assert asked(server.heard[0]) == asked(server.heard[1])


def test_their_writer_says_the_same_of_names_with_signs():
    theirs = VoiceResponse()
    theirs.say('Ç\'kemi <b> & "co"', language="sq-AL")
    dial = Dial(answer_on_bridge=True, caller_id=NUMBER, timeout=20, action=STATUS)
    dial.client("a&b_7", status_callback=STATUS, status_callback_event="initiated ringing answered completed")
    theirs.append(dial)

    ours = twiml.ring_agents(
        ["a&b_7"],
        caller=NUMBER,
        urls=twiml.Urls(status=STATUS, after=STATUS),
        timeout=20,
        say='Ç\'kemi <b> & "co"',
        language="sq-AL",
    )

    assert ours == str(theirs)


def test_their_reader_opens_the_softphones_key():
    secret, now = "s" * 32, datetime.now(UTC)
    theirs = AccessToken(SID, "SK" + "0" * 32, secret, identity="a_7")
    theirs.add_grant(VoiceGrant(outgoing_application_sid="AP" + "0" * 32, incoming_allow=True))

    ours = softphone_token(
        api_key_sid="SK" + "0" * 32,
        api_key_secret=secret,
        account_sid=SID,
        application_sid="AP" + "0" * 32,
        identity="a_7",
        now=now,
    )

    read = jwt.decode(ours, secret, algorithms=["HS256"], options={"verify_aud": False})
    expected = AccessToken.from_jwt(theirs.to_jwt(), secret)
    assert jwt.get_unverified_header(ours) == expected.headers
    assert read["grants"] == jwt.decode(theirs.to_jwt(), secret, algorithms=["HS256"])["grants"]
    assert read["exp"] - read["nbf"] == 3600


def test_a_text_is_what_pywa_puts_on_the_wire():
    found = json.dumps(vector("whatsapp/send_requests.json")["response_200"]).encode()
    with answering(saying(answer(found))) as server:
        base = server.url.removesuffix("/siteverify")
        theirs = WhatsApp(phone_id="106540352242922", token="key")
        theirs.api._session.base_url = f"{base}/v26.0"
        theirs.send_text(to="393331234567", text="Përshëndetje", preview_url=False, tracker="msg:42")
        WhatsAppCloud("106540352242922", "key", base=base).send(Outgoing("msg:42", PATIENT, body="Përshëndetje"))

    pywa, ours = ((r.split(b"\r\n")[0], json.loads(r.partition(b"\r\n\r\n")[2])) for r in server.heard)
    assert pywa == ours
