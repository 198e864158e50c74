"""What providers tell us, posted as the simulator does and written down: the other side's memory."""

import json
import threading
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

from comms.providers.twilio.reading import event_of
from comms.providers.whatsapp.splitting import split
from crm.simulator.posting import by_http

OK = range(200, 300)


class Posted:
    """`answered`: (clinic's uuid, provider, event) of what we said that we have; `told_of`: references of ours in
    statuses among them."""

    def __init__(self) -> None:
        self.answered: set[tuple[str, str, str]] = set()
        self.told_of: set[str] = set()
        self.tries = self.refused = 0
        self._turn = threading.Lock()

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        status, answer = by_http(url, body, headers)
        with self._turn:
            self.tries += 1
            self.refused += status not in OK
            if status in OK:
                self.note(url, body)
        return status, answer

    def note(self, url: str, body: bytes) -> None:
        """/api/v1/webhooks/<whatsapp or sms>/<clinic>: it was answered there."""
        parts = urlsplit(url)
        _, name, clinic = parts.path.rsplit("/", 2)
        if name == "whatsapp":
            self.answered |= {(clinic, "whatsapp", part.event_id) for part in split(body) or ()}
            self.told_of |= set(_references(body))
        else:
            self.answered.add((clinic, "twilio", event_of(body)))
            self.told_of |= set(parse_qs(parts.query).get("message", ()))


def _references(body: bytes) -> Iterator[str]:
    for entry in json.loads(body)["entry"]:
        for change in entry["changes"]:
            for status in change["value"].get("statuses", ()):
                yield status.get("biz_opaque_callback_data", "")
