"""Bodies that do not arrive keep neither the door shut nor connections to the database (HOUSE 8)."""

import psutil
import pytest
from django.db import connection
from django.test import Client

from crm.testing.people import host_of, key_of
from crm.testing.processes import Web, until
from crm.testing.stalling import stalled

SENDERS = 40


def connections_of_the_app() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE usename = current_user")
        return cursor.fetchone()[0]


def accepted(web: Web) -> int:
    """How many connections the web process holds open."""
    workers = psutil.Process(web.pid).children(recursive=True)
    open_ones = [wire for worker in workers for wire in worker.net_connections("tcp")]
    return sum(wire.status == psutil.CONN_ESTABLISHED and wire.laddr.port == web.port for wire in open_ones)


def announced_as(length: str):
    """What the API and a page answer to a body of which the header says this."""
    return [
        Client().post(path, b"", content_type="text/plain", CONTENT_LENGTH=length)
        for path in ("/api/anywhere", "/anywhere")
    ]


@pytest.mark.parametrize("announced", [[], ["Transfer-Encoding: chunked"]], ids=["with a length", "in pieces"])
def test_while_forty_senders_stall_health_answers_and_an_enquiry_is_taken(web, fresh_clinic, announced):
    clinic = fresh_clinic()
    key = key_of(clinic)
    headers = [f"Host: {host_of(clinic)}:{web.port}", f"X-API-Key: {key}", *announced]
    ida = {"first_name": "Ida", "email": "ida@example.com"}
    before = connections_of_the_app()

    with stalled(web.port, SENDERS, *headers):
        until(lambda: accepted(web) >= SENDERS)
        health = web.request("GET", "/health", host="localhost")
        enquiry = web.request("POST", "/api/v1/leads", host=host_of(clinic), headers={"X-API-Key": key}, json=ida)
        during = connections_of_the_app()

    assert health.status_code == 200
    assert enquiry.status_code == 201, enquiry.text
    assert during <= before + 2


def test_what_is_larger_than_any_body_we_take_is_413_before_it_is_read(web):
    program, page = announced_as(str(5 * 1024 * 1024))

    assert (program.status_code, program.json()["code"]) == (413, "too_large")
    assert page.status_code == 413
    assert "Send at most 4 MB." in page.content.decode()
    assert {"X-Request-ID", "Content-Security-Policy"} <= set(page.headers)


@pytest.mark.parametrize("length", ["x", "²", "-1", "1.5", "9" * 5000, " "])
def test_a_length_that_is_none_is_400(web, length):
    program, page = announced_as(length)

    assert (program.status_code, program.json()["code"]) == (400, "unreadable")
    assert page.status_code == 400
    assert "<h1" in page.content.decode()


def test_nor_is_more_of_a_body_without_a_length_read_than_we_take(web):
    pieces = (b"x" * 65536 for _ in range(80))

    assert web.request("POST", "/api/v1/leads", host="localhost", content=pieces).status_code == 413
