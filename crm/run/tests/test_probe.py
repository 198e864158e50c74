"""The proof of a start, against a stand-in that answers as the product does."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crm.run.demo import Demo, DemoClinic, Login, read_demo
from crm.run.ending import Asked, Ending
from crm.run.options import NotReady, Ports
from crm.run.probe import lead_arrives, wait_for_health
from crm.run.product import prove
from crm.run.table import ready_table

CLINIC = DemoClinic(
    "Tirana Smile",
    "tirana-smile",
    "tirana-smile.localhost",
    "bw_secret_x",
    [Login("Admin", "admin@example.com", "a"), Login("Agent", "agent@example.com", "b")],
)


class Product(BaseHTTPRequestHandler):
    """`answers`: path to status; everything that was asked for stands in `seen`."""

    answers: dict[str, int] = {}
    page = ""
    seen: list[tuple[str, str, str]] = []

    def do_GET(self) -> None:
        self._answer(self.page.encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(b'{"lead_id": 42}', body)

    def _answer(self, page: bytes, body: str = "") -> None:
        path = self.path.split("?")[0]
        self.seen.append((path, self.headers["Host"], body))
        self.send_response(self.answers.get(f"{self.command} {path}", 200))
        self.send_header("Set-Cookie", "bw_csrf=token; Path=/")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *words: object) -> None: ...


@pytest.fixture
def product() -> Iterator[type[Product]]:
    handler = type("Handler", (Product,), {"answers": {}, "page": "", "seen": [], "port": 0})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        handler.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        yield handler
        server.shutdown()


def test_a_lead_that_stands_in_the_agents_list_proves_the_path(product: type[Product]):
    product.answers = {"POST /api/v1/leads": 201, "POST /admin/login/": 302, "POST /admin/leads/lead/": 302}
    product.page = "... Test Enquiry ..."

    assert lead_arrives(CLINIC, product.port) is None
    assert product.seen[-1][::2] == (
        "/admin/leads/lead/", "action=archive&_selected_action=42&csrfmiddlewaretoken=token"
    )  # fmt: skip
    login = next(body for path, _, body in product.seen if path == "/admin/login/" and body)
    assert login == "username=agent%40example.com&password=b&csrfmiddlewaretoken=token"
    assert {host for _, host, _ in product.seen} == {f"tirana-smile.localhost:{product.port}"}


@pytest.mark.parametrize(
    ("answers", "page", "said"),
    [
        ({"POST /api/v1/leads": 500}, "", "posting a lead gave 500"),
        ({"POST /api/v1/leads": 201}, "", "logging in as agent@example.com gave 200"),
        ({"POST /admin/login/": 302}, "somebody else", "not in the list"),
        ({"POST /admin/login/": 302}, "... Test Enquiry ...", "archiving the lead gave 200"),
    ],
)
def test_what_fails_on_the_path_is_said(product: type[Product], answers: dict[str, int], page: str, said: str):
    product.answers, product.page = answers, page

    assert said in lead_arrives(CLINIC, product.port)


def test_a_product_that_is_gone_is_said():
    assert "ConnectError" in lead_arrives(CLINIC, 1)


def test_health_is_waited_for_and_its_last_word_is_told(product: type[Product]):
    assert wait_for_health(product.port, seconds=30, ending=Ending()) is None

    product.answers = {"GET /health": 503}
    product.page = '{"failing": ["migrations"]}'
    assert wait_for_health(product.port, seconds=0.2, ending=Ending()) == '503: {"failing": ["migrations"]}'


def test_waiting_ends_when_the_run_is_to_stop():
    ending = Ending()
    ending.asked = True

    with pytest.raises(Asked):
        wait_for_health(1, seconds=60, ending=ending)


def test_the_table_shows_every_address_and_login():
    demo = Demo([CLINIC], {"host": "localhost", "email": "owner@example.com", "password": "c"})

    text = ready_table(demo, Ports(9000, 9001))

    assert "Tirana Smile   http://tirana-smile.localhost:9000/admin/" in text
    assert "Agent   agent@example.com   b" in text
    assert "Platform   http://localhost:9000/admin/" in text
    assert "owner@example.com" in text


@pytest.mark.parametrize("text", [None, "", "[]", '{"clinics": [{}]}'])
def test_without_demo_clinics_the_table_names_the_platform(tmp_path, text: str | None):
    if text is not None:
        (tmp_path / "demo.json").write_text(text)

    assert ready_table(read_demo(tmp_path), Ports(8000, 8001)) == "\nPlatform   http://localhost:8000/admin/"


@dataclass
class Started:
    """What prove() asks of a run."""

    home: Path
    ports: Ports
    ending: Ending = field(default_factory=Ending)


def test_a_run_whose_lead_does_not_arrive_is_not_ready_and_says_how_to_mend_it(
    product: type[Product], tmp_path: Path
):
    login = {"role": "Agent", "email": "agent@example.com", "password": "b"}
    clinic = {"name": "Tirana Smile", "slug": "t", "host": "t.localhost", "secret_key": "x", "logins": [login]}
    (tmp_path / "demo.json").write_text(json.dumps({"clinics": [clinic]}))
    product.answers = {"POST /api/v1/leads": 503}

    with pytest.raises(NotReady, match=r"posting a lead gave 503.*make reset") as failure:
        prove(Started(tmp_path, Ports(product.port, 1)))

    assert "t.localhost" in failure.value.text


def test_a_run_whose_lead_arrives_is_ready(product: type[Product], tmp_path: Path):
    assert prove(Started(tmp_path, Ports(product.port, 1))).startswith("\nPlatform")
