"""The processes of the product. The Procfile starts the same ones in production."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from crm.run.options import Ports

QUEUES = "intake,delivery,lead_processing,sync,reports,default"
# Read by nobody but the process that knows the owner of the database: it makes clinics (HOUSE 5).
BUILDING = "building"
# A request whose body does not arrive keeps a thread, for granian has no time limit for bodies. Threads are made
# when they are needed; one that waits costs some 70 kB (measured). Connections to the database are pooled apart.
WEB = ("--http", "1", "--no-ws", "--blocking-threads", "64")
ALONE = ("--without-mingle", "--without-gossip")


@dataclass(frozen=True)
class Child:
    """A program to keep alive. `patience`: seconds it has for a clean end before it is killed."""

    name: str
    command: list[str]
    patience: float


def children(ports: Ports) -> list[Child]:
    return [
        Child("web", _granian("wsgi", "crm.wsgi:application", ports.web, "2", *WEB), 6),
        Child("worker", _celery("worker", "-Q", QUEUES, "-c", "2", *ALONE), 10),
        Child("builder", _celery("worker", "-Q", BUILDING, "-c", "1", "-n", "builder@%h", *ALONE), 10),
        Child("beat", _celery("beat"), 5),
        Child("live", _granian("asginl", "crm.live:application", ports.live, "1"), 6),
    ]


def catcher(ports: Ports, home: Path) -> list[Child]:
    """Development alone: the server that keeps mails, unless one is named."""
    if os.environ.get("MAIL_HOST"):
        return []
    command = [sys.executable, "-m", "crm.run.mailbox", str(home / "mail"), str(ports.mail), str(ports.mail_page)]
    return [Child("mail", command, 2)]


def samples(ports: Ports, home: Path) -> list[Child]:
    """Development alone: a website for each demo clinic."""
    command = [sys.executable, "-m", "crm.samples", str(home), str(ports.web), str(ports.samples)]
    return [Child("samples", command, 2)]


def simulator(ports: Ports, home: Path) -> list[Child]:
    """Development alone: WhatsApp, Twilio and the clinics' mail servers, with a phone to play the patient."""
    numbers = [str(ports.simulator + more) for more in range(3)]
    return [Child("simulator", [sys.executable, "-m", "crm.simulator", str(home), *numbers], 2)]


def _granian(interface: str, target: str, port: int, workers: str, *options: str) -> list[str]:
    """Open event streams never end by themselves: after 3 s the workers are stopped all the same."""
    address = ["--host", "127.0.0.1", "--port", str(port), "--interface", interface]
    fixed = ["--workers", workers, "--respawn-failed-workers", "--workers-kill-timeout", "3"]
    return [_program("granian"), *address, *fixed, *options, target]


def _celery(*options: str) -> list[str]:
    return [_program("celery"), "--quiet", "-A", "crm.celery", *options, "--loglevel", "info"]


def _program(name: str) -> str:
    """The one in the virtual environment that runs us, activated or not."""
    return str(Path(sys.executable).with_name(name))
