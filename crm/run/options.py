"""What may be set for a run, from the environment: PORT and LIVE_PORT."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass


class Refused(Exception):
    """The run cannot start. The message says why and what to do, for a person to read."""


class NotReady(Exception):
    """Everything runs, and the proof of it failed: what, and how to mend it. `text` is shown all the same."""

    def __init__(self, message: str, text: str) -> None:
        super().__init__(message)
        self.text = text


@dataclass(frozen=True)
class Ports:
    """Where web and live listen, on the loopback interface."""

    web: int
    live: int

    @property
    def mail(self) -> int:
        """Where mails are caught; the settings of development know it too."""
        return max(self.web, self.live) + 1

    @property
    def mail_page(self) -> int:
        return self.mail + 1

    @property
    def samples(self) -> int:
        """Where the sample websites are; the demo's site keys name it."""
        return self.mail_page + 1

    @property
    def simulator(self) -> int:
        """Where other people's servers are played; SMTP and IMAP of the clinics are on the next two."""
        return self.samples + 1

    def environment(self) -> dict[str, str]:
        ports = {"PORT": self.web, "LIVE_PORT": self.live, "SAMPLE_PORT": self.samples}
        return {name: str(port) for name, port in {**ports, "SIMULATOR_PORT": self.simulator}.items()}

    def check_free(self) -> None:
        """Raises Refused, before anything was started, when one of them is taken."""
        if not _free(self.web):
            raise Refused(f"Port {self.web} is taken. Choose another one: make run PORT={self.web + 100}")
        if not _free(self.live):
            raise Refused(f"Port {self.live} (live) is taken. Choose another: make run LIVE_PORT={self.live + 100}")


def ports(environment: Mapping[str, str] = os.environ) -> Ports:
    """PORT (8000) and LIVE_PORT (the next one). Raises Refused for what is no port."""
    web = _port("PORT", environment.get("PORT") or "8000")
    live = _port("LIVE_PORT", environment.get("LIVE_PORT") or str(web + 1))
    if web == live:
        raise Refused(f"PORT and LIVE_PORT are both {web}: web and live need one each.")
    return Ports(web, live)


def _port(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise Refused(f"{name}={text} is no port: give a number from 1 to 65535.")
    return int(text)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
