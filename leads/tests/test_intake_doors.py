"""Requests that are no enquiry: a proper refusal in HOUSE's shape on both hosts, and nothing stored (F:I3, T19)."""

import gzip
import json
import socket

import pytest
from django.test import Client

from crm.testing.people import client_of, host_of, key_of
from leads.models import Lead, LeadPayload
from tenants.context import clinic_context

MARIO = json.dumps({"first_name": "Mario", "phone": "+39333111222"}).encode()
JSON = "application/json"
NOTHING_THERE = ["/api/v1/leads/", "/api/v1/", "/api/", "/api/v1/leads/one", "/api/v1/%00", "/api/v1/LEADS"]


def send(clinic, *, method="POST", path="/api/v1/leads", body=MARIO, kind=JSON, client=None, **headers):
    told = {"X-API-Key": key_of(clinic)} | headers
    return (client or client_of(clinic)).generic(method, path, body, CONTENT_TYPE=kind, headers=told)


def refusal(answer):
    """(status, code), once it is sure that the answer has HOUSE's shape."""
    assert answer["Content-Type"] == JSON
    told = answer.json()
    assert set(told) == {"code", "detail", "fields"}
    assert told["detail"]
    return answer.status_code, told["code"]


def arrivals(clinic):
    with clinic_context(clinic):
        return LeadPayload.objects.count()


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("host", ["clinic", "platform"])
def test_only_post_makes_leads(clinic, method, host):
    client = client_of(clinic) if host == "clinic" else Client(HTTP_HOST="localhost")

    answer = send(clinic, method=method, client=client)

    if (host, method) == ("clinic", "GET"):  # the list of the staff, who log in (leads.api.staff)
        assert refusal(answer) == (403, "forbidden")
    else:
        assert refusal(answer) == (405, "method_not_allowed")
        assert "POST" in answer["Allow"]
    assert arrivals(clinic) == 0


def test_head_is_refused_without_a_body(clinic):
    answer = send(clinic, method="HEAD")

    assert (answer.status_code, answer.content) == (403, b"")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", NOTHING_THERE)
def test_every_other_address_below_api_is_one_404(clinic, method, path):
    assert refusal(send(clinic, method=method, path=path)) == (404, "not_found")


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded; charset=no-such",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/jsonp",
        "application/json, text/plain",
        "application/" + "j" * 10_000,
    ],
)
def test_another_type_is_415(clinic, kind):
    assert refusal(send(clinic, kind=kind)) == (415, "unsupported_media_type")
    assert arrivals(clinic) == 0


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/json;", " application/json"]
)
def test_every_spelling_of_the_right_type_is_taken(clinic, kind):
    assert send(clinic, kind=kind).status_code == 201


@pytest.mark.parametrize("coding", ["gzip", "br", "gzip, identity", "no-such"])
def test_a_coded_body_is_415_and_says_so(clinic, coding):
    answer = send(clinic, body=gzip.compress(MARIO), **{"Content-Encoding": coding})

    assert refusal(answer) == (415, "unsupported_media_type")
    assert "Content-Encoding" in answer.json()["detail"]


def test_an_answer_that_we_do_not_speak_is_406(clinic):
    assert refusal(send(clinic, Accept="text/xml")) == (406, "not_acceptable")
    assert arrivals(clinic) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xef\xbb\xbf",
        '{"first_name": "Mario"}'.encode("utf-16"),
        b'{"first_name": "Mario"} {}',
        b"{'first_name': 'Mario'}",
        b'{"n": 1e400}',
        b'{"n": -Infinity}',
        b"[" * 30_000,
        b'{"a":' * 21 + b"1" + b"}" * 21,
        b'{"a\\u0000": 1}',
        b'{"first_name": "Mario\x01"}',
        b"first_name=Mario",
    ],
    ids=[
        "empty",
        "mark",
        "utf-16",
        "two",
        "quotes",
        "1e400",
        "infinity",
        "open",
        "deep",
        "key",
        "raw",
        "form",
    ],
)
def test_what_is_no_json_is_400_and_kept(clinic, body):
    assert refusal(send(clinic, body=body)) == (400, "unreadable")
    assert arrivals(clinic) == 1


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"null", b"true", b"7", b'[{"first_name": "Mario"}]'])
def test_json_that_is_no_object_is_422_and_kept(clinic, body):
    assert refusal(send(clinic, body=body)) == (422, "invalid")
    assert arrivals(clinic) == 1


@pytest.mark.parametrize("size", [64 * 1024 + 1, 300_000, 5_000_000])
def test_a_body_that_is_too_large_is_413_and_not_kept(clinic, size):
    assert refusal(send(clinic, body=b" " * size)) == (413, "too_large")
    assert arrivals(clinic) == 0


def test_the_largest_body_is_taken(clinic):
    assert send(clinic, body=MARIO + b" " * (64 * 1024 - len(MARIO))).status_code == 201


@pytest.mark.parametrize("size", [300_000, 5_000_000])
def test_the_real_web_process_refuses_a_large_body_in_pieces_too(door, size):
    web, clinic, key = door
    pieces = (b" " * 50_000 for _ in range(size // 50_000))
    headers = {"X-API-Key": key, "Content-Type": JSON}

    answer = web.request("POST", "/api/v1/leads", host=host_of(clinic), content=pieces, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_sender_that_waits_to_be_told_to_continue_is_told(door):
    web, clinic, key = door
    head = [
        "POST /api/v1/leads HTTP/1.1",
        f"Host: {host_of(clinic)}:{web.port}",
        f"X-API-Key: {key}",
        f"Content-Type: {JSON}",
        f"Content-Length: {len(MARIO)}",
        "Expect: 100-continue",
        "Connection: close",
    ]
    with socket.create_connection(("127.0.0.1", web.port), timeout=10) as sender:
        sender.sendall("\r\n".join([*head, "", ""]).encode())
        assert sender.recv(1000).startswith(b"HTTP/1.1 100 ")
        sender.sendall(MARIO)
        answer = b"".join(iter(lambda: sender.recv(65_536), b""))

    assert answer.startswith(b"HTTP/1.1 201 ")
    with clinic_context(clinic):
        assert Lead.objects.get().first_name == "Mario"
