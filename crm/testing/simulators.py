"""The simulator in a thread of the test process: what the providers got, what goes wrong, what they post to us."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from comms.providers.simulator.lines import Line
from comms.providers.simulator.world import Patient, World
from crm.simulator.faults import Fault
from crm.simulator.host import Host

SECRETS = {"token": "EAAB-{}", "app_secret": "app-{}", "auth_token": "auth-{}", "mail_password": "mail-{}"}


def a_line(slug: str, number: int, **more: Any) -> Line:
    """A clinic of its own numbers; `number` 0 to 9."""
    known = {name: text.format(slug) for name, text in SECRETS.items()}
    return Line(
        slug=slug,
        name=slug.title(),
        phone_number_id=f"10654035224292{number}",
        waba_id=f"10229012934039{number}",
        account_sid=f"AC{number}" + "0" * 31,
        api_key_sid=f"SK{number}" + "0" * 31,
        api_key_secret=f"key-{slug}",
        application_sid=f"AP{number}" + "0" * 31,
        number=f"+44207946010{number}",
        mailbox=f"reception@{slug}.example.com",
        **{**known, **more},
    )


class Simulator:
    """One for a test process; each test begins with nobody connected, nothing got and no fault."""

    def __init__(self) -> None:
        self.host = Host(post=self._post)
        self.host.start(by_itself=False)
        self._receive: Callable[..., Any] | None = None

    @property
    def url(self) -> str:
        return self.host.url

    @property
    def ports(self) -> Mapping[str, int]:
        return self.host.ports

    @property
    def world(self) -> World:
        return self.host.world

    def patient(self, key: str) -> Patient:
        return self.world.patients[key]

    def begin(self) -> None:
        self.host.faults.clear()
        self.host.got.clear()
        self.host.postman.sent.clear()
        self.host.timetable.clear()
        self.world.forget()
        self.host.pages.forget()
        self.host.postman.post = self._post
        self._receive = None

    def got(self, route: str) -> list[dict[str, Any]]:
        """What was asked of a route, the oldest first; a prefix will do."""
        return [one for one in list(self.host.got) if one["route"].startswith(route)]

    def tell(self, route: str, do: str, **more: Any) -> None:
        """A fault (crm.simulator.faults)."""
        self.host.faults.add(Fault(route, do, **more))

    def connect(self, line: Line, **more: Any) -> Line:
        line = replace(line, **more)
        self.world.know(line)
        return line

    def deliver(self, receive: Callable[..., Any] | None = None) -> list[dict[str, Any]]:
        """Let everything happen at once that is due later; what was posted to us by that. `receive` is a client of
        Django's; without one nobody looks at it."""
        self._receive, before = receive, len(self.host.postman.sent)
        self.host.timetable.run_all()
        return list(self.host.postman.sent)[before:]

    def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        if self._receive is None:
            return 204, b""
        parts = urlsplit(url)
        told = {name: value for name, value in headers.items() if name != "Content-Type"}
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        answer = self._receive.post(
            path, body, content_type=headers["Content-Type"], headers={**told, "Host": parts.netloc}
        )
        return answer.status_code, answer.content


@pytest.fixture(scope="session")
def _simulator() -> Iterator[Simulator]:
    one = Simulator()
    yield one
    one.host.stop()


@pytest.fixture
def simulator(_simulator: Simulator, settings: Any) -> Simulator:
    """Every adapter reaches it during this test. It posts to us when it is told to `deliver`."""
    _simulator.begin()
    settings.WHATSAPP_BASE_URL = settings.TWILIO_BASE_URL = settings.GHL_API_BASE_URL = _simulator.url
    settings.META_BASE_URL = settings.DATAMANAGER_BASE_URL = _simulator.url
    settings.ADS_TOKEN_URL = f"{_simulator.url}/oauth/ads"
    settings.MAIL_TOKEN_URLS = {name: f"{_simulator.url}/oauth/{name}" for name in ("google", "microsoft")}
    return _simulator
