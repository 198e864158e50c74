import socket

import pytest

from attribution.providers.answers import OutcomeUnknown, Refused, Trouble
from attribution.providers.meta_capi.client import MetaEvents
from attribution.providers.tests.talking import body_of, head_of, needs_vectors, saying, vector
from crm.lib.errors import ProviderAway
from crm.testing.answering import answering

EVENT = {"event_name": "Qualified", "event_time": 1795168800, "user_data": {"lead_id": 1234567890123456}}


def client(base: str, **more: str) -> MetaEvents:
    return MetaEvents("1234567", "EAA-token", base=base, seconds=2, **more)


@needs_vectors
def test_an_event_that_is_taken_leaves_its_trace():
    with saying(*vector("meta_capi/responses.json")["ok"]) as (base, server):
        assert client(base).send([EVENT]) == "Ab"

    (request,) = server.heard
    assert head_of(request).startswith("POST /v26.0/1234567/events HTTP/1.1")
    assert body_of(request) == {"data": [EVENT]}


@needs_vectors
def test_the_documented_event_travels_as_it_is():
    data = vector("meta_capi/crm_payload_doc.json")["data"]
    with saying(200, {"events_received": 1, "messages": [], "fbtrace_id": "Ab"}) as (base, server):
        client(base).send(data, test_code="TEST123")

    assert body_of(server.heard[0]) == {"data": data, "test_event_code": "TEST123"}


@needs_vectors
@pytest.mark.parametrize(
    ("name", "trouble"),
    [("invalid_400", Trouble.EVENT), ("too_old_400", Trouble.TOO_OLD), ("token_400", Trouble.AUTH)],
)
def test_each_refusal_of_the_vectors_is_told_apart_by_its_codes(name, trouble):
    with saying(*vector("meta_capi/responses.json")[name]) as (base, _), pytest.raises(Refused) as no:
        client(base).send([EVENT])

    assert no.value.trouble is trouble


@pytest.mark.parametrize(
    ("code", "subcode", "trouble"),
    [
        (4, None, Trouble.RATE),
        (17, None, Trouble.RATE),
        (2, None, Trouble.TRANSIENT),
        (200, None, Trouble.ACCOUNT),
        (10, None, Trouble.ACCOUNT),
        (100, 33, Trouble.SETUP),
        (987654, None, Trouble.OTHER),
    ],
)
def test_throttles_rights_and_datasets_are_told_apart(code, subcode, trouble):
    error = {"message": "m", "code": code} | ({"error_subcode": subcode} if subcode else {})
    with saying(400, {"error": error}, Retry_After="7") as (base, _), pytest.raises(Refused) as no:
        client(base).send([EVENT])

    assert no.value.trouble is trouble
    assert no.value.wait == 7


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>"),
        (200, {"events_received": 0}),
        (200, {}),
        (200, []),
        (500, b"oops"),
        (502, {"message": "Bad gateway"}),
    ],
)
def test_an_answer_that_says_neither_yes_nor_no_is_unknown(answer):
    with saying(*answer) as (base, _), pytest.raises(OutcomeUnknown):
        client(base).send([EVENT])


def test_silence_after_the_events_had_left_is_unknown():
    with answering(lambda one, _: one.close()) as server, pytest.raises(OutcomeUnknown):
        client(f"http://127.0.0.1:{server.port}").send([EVENT])


def test_nobody_there_is_no_send():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with pytest.raises(ProviderAway):
        client(f"http://127.0.0.1:{port}").send([EVENT])


def test_token_and_secret_are_in_no_address():
    with saying(200, {"events_received": 1}) as (base, server):
        client(base, app_secret="app-secret").send([EVENT])

    line, *headers = head_of(server.heard[0]).splitlines()
    assert "EAA-token" not in line
    assert "authorization: bearer eaa-token" in [one.lower() for one in headers]
    assert len(body_of(server.heard[0])["appsecret_proof"]) == 64
    assert b"app-secret" not in server.heard[0]


def test_a_dataset_that_the_token_reads_is_tried_without_an_event():
    with saying(200, {"id": "1234567"}) as (base, server):
        client(base).try_out()

    assert head_of(server.heard[0]).startswith("GET /v26.0/1234567?")


def test_more_than_fifty_events_are_no_call():
    with pytest.raises(ValueError, match="50"):
        client("http://127.0.0.1:9").send([EVENT] * 51)
