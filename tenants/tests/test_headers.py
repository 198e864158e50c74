"""A header that stands twice, or twice after folding, is nobody's word; asked of the real server (H:T12, L2)."""

import json
import socket

import httpx
import pytest

from crm.testing.people import host_of
from leads.models import LeadPayload
from tenants.context import clinic_context

pytestmark = pytest.mark.any_postgres

MARIO = json.dumps({"first_name": "Mario", "email": "mario@example.com"})
LENGTH = str(len(MARIO))


def status_of(web, *lines):
    """What a POST with exactly these headers is answered."""
    head = "\r\n".join(
        ["POST /api/v1/leads HTTP/1.1", "Content-Type: application/json", "Connection: close", *lines]
    )
    with socket.create_connection(("127.0.0.1", web.port), timeout=20) as sender:
        sender.sendall(f"{head}\r\n\r\n{MARIO}".encode())
        return int(sender.recv(1000).split()[1])


def stored(clinic):
    with clinic_context(clinic):
        return LeadPayload.objects.count()


@pytest.mark.chaos
@pytest.mark.xdist_group("chaos")
@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["Host: {here}", "X-API-Key: {key}", "Content-Length: {length}"], 201),
        (["Host: {here}", "X-API-Key: {key}", "X-API-Key: {key}", "Content-Length: {length}"], 401),
        (["Host: {here}", "X-API-Key: {key}", "x-api-key: other", "Content-Length: {length}"], 401),
        (["Host: {here}", "Host: {there}", "X-API-Key: {key}", "Content-Length: {length}"], 404),
        (["Host: {there}", "Host: {here}", "X-API-Key: {key}", "Content-Length: {length}"], 404),
        (["Host: {here}, {there}", "X-API-Key: {key}", "Content-Length: {length}"], 404),
        (["X-API-Key: {key}", "Content-Length: {length}"], 404),
        (["Host: {here}", "X-API-Key: {key}", "Content-Length: {length}", "Content-Length: 3"], 400),
        (["Host: {here}", "X-API-Key: {key}", "Content-Length: +{length}"], 400),
        (["Host: {here}", "X-API-Key : {key}", "Content-Length: {length}"], 400),
    ],
    ids=str,
)
def test_a_header_that_stands_twice_is_refused(door, clinics, lines, status):
    web, clinic, key = door
    names = {"here": host_of(clinic), "there": host_of(clinics[1]), "key": key, "length": LENGTH}

    assert status_of(web, *(line.format(**names) for line in lines)) == status
    assert stored(clinic) == (status == 201)


@pytest.mark.chaos
@pytest.mark.xdist_group("chaos")
def test_a_header_with_underscores_does_not_pass_the_proxy(door, proxy):
    """WSGI folds X_API_Key into X-API-Key, so web cannot tell them apart."""
    web, clinic, key = door
    front = proxy(web=web.port)
    headers = {"Host": host_of(clinic), "X_API_Key": key, "Content-Type": "application/json"}

    answer = httpx.post(f"{front.address}/api/v1/leads", content=MARIO, headers=headers, verify=front.tls)

    assert answer.status_code == 401
    assert stored(clinic) == 0
