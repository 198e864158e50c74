"""The proxy of docker/compose.yml, run for real: what it keeps from web, and what it lets through at once."""

import contextlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from crm.testing.people import host_of, key_of
from crm.testing.stalling import stalled

CLAIMS = {
    "X-Forwarded-For": "198.51.100.1",
    "X-Forwarded-Proto": "ftp",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "1",
    "X-Real-IP": "198.51.100.1",
    "Forwarded": "for=198.51.100.1",
}


class Behind(BaseHTTPRequestHandler):
    """Stands for web and live: remembers what reached it; /live says one word and stays open."""

    seen: list[dict[str, str]] = []
    over: threading.Event

    def do_GET(self) -> None:
        self.seen.append(dict(self.headers))
        self.send_response(200)
        if self.path != "/live":
            self.send_header("Content-Length", "0")
        self.end_headers()
        if self.path == "/live":
            self.wfile.write(b"data: 1\n\n")
            self.over.wait(20)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *words: object) -> None: ...


@pytest.fixture
def behind() -> Iterator[type[Behind]]:
    handler = type("Handler", (Behind,), {"seen": [], "over": threading.Event(), "port": 0})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        handler.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        yield handler
        handler.over.set()
        server.shutdown()


def test_what_a_client_claims_about_itself_is_overwritten(proxy, behind):
    front = proxy(web=behind.port)

    httpx.get(f"{front.address}/", headers=CLAIMS | {"Host": "tirana-smile.example.com"}, verify=front.tls)

    (seen,) = behind.seen
    assert (seen["X-Forwarded-For"], seen["X-Forwarded-Proto"]) == ("127.0.0.1", "https")
    assert seen["Host"] == "tirana-smile.example.com"
    assert not seen.keys() & (CLAIMS.keys() - {"X-Forwarded-For", "X-Forwarded-Proto"})


def test_plain_http_leads_to_https_and_answers_health(proxy, behind):
    front = proxy(web=behind.port)
    plain = f"http://127.0.0.1:{front.http}"

    onward = httpx.get(f"{plain}/admin/?q=1", headers={"Host": "tirana-smile.example.com"})

    assert (onward.status_code, onward.headers["Location"]) == (308, "https://tirana-smile.example.com/admin/?q=1")
    assert httpx.get(f"{plain}/health").status_code == 200


def test_a_body_that_does_not_arrive_never_reaches_web_and_is_ended(proxy, behind):
    front = proxy(web=behind.port, change={"client_body_timeout 10s": "client_body_timeout 1s"})

    with stalled(front.https, 1, "Host: crm.example.com", tls=front.tls) as (sender,):
        began = time.monotonic()
        with contextlib.suppress(ConnectionResetError):
            sender.recv(1000)  # until it is closed; the socket itself gives up after 20 s
        lasted = time.monotonic() - began

    assert lasted < 10
    assert behind.seen == []


def test_a_larger_body_than_web_takes_is_413(proxy, behind):
    front = proxy(web=behind.port)

    assert httpx.post(f"{front.address}/", content=b"x" * 5 * 1024**2, verify=front.tls).status_code == 413
    assert behind.seen == []


@pytest.mark.parametrize(
    "path",
    ["admin/import/", "admin/comms/inbox/7/write/", "leads/csv", "api/v1/leads/csv", "api/v1/webhooks/mail/a/b"],
)
def test_a_file_is_let_through_where_files_are_taken(proxy, behind, path):
    front = proxy(web=behind.port)

    assert httpx.post(f"{front.address}/{path}", content=b"x" * 25 * 1024**2, verify=front.tls).status_code == 200
    assert len(behind.seen) == 1


def test_an_event_is_let_through_while_its_stream_stays_open(proxy, behind):
    front = proxy(web=1, live=behind.port)

    with httpx.stream("GET", f"{front.address}/live", verify=front.tls, timeout=10) as stream:
        assert next(stream.iter_text()) == "data: 1\n\n"
        assert not behind.over.is_set()


def test_while_web_is_away_websites_and_people_are_told_to_come_again(proxy):
    front = proxy(web=1)

    program = httpx.post(f"{front.address}/api/v1/leads", json={}, verify=front.tls)
    page = httpx.get(f"{front.address}/admin/", verify=front.tls)

    for answer in (program, page):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert program.json()["code"] == "unavailable"
    assert "<h1>Away for a moment</h1>" in page.text


def test_with_300_stalled_senders_in_front_an_enquiry_is_taken_within_2_seconds(proxy, web, fresh_clinic):
    clinic = fresh_clinic()
    front = proxy(web=web.port)
    headers = {"Host": host_of(clinic), "X-API-Key": key_of(clinic)}
    enquiry = {"first_name": "Ida", "email": "ida@example.com"}

    with stalled(front.https, 300, *(f"{name}: {value}" for name, value in headers.items()), tls=front.tls):
        answer = httpx.post(f"{front.address}/api/v1/leads", json=enquiry, headers=headers, verify=front.tls)

    assert answer.status_code == 201, answer.text
    assert answer.elapsed.total_seconds() < 2
