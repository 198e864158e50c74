"""Two kinds of job that call the SINK. A worker knows them with `-I crm.testing.jobs` (`start_worker_for`)."""

import os
from collections.abc import Mapping

import httpx

from crm.testing.processes import BIN, Process
from crm.testing.sinks import Sink
from tenants.outbox.handlers import GiveUp, OutcomeUnknown, TryAgain, register

ONCE, AGAIN = "testing.once", "testing.again"
TOO_MANY = 429


def call(payload: Mapping[str, object]) -> None:
    """What every provider adapter does: refused and nothing happened, refused for good, or who knows."""
    try:
        answer = httpx.post(os.environ["SINK_URL"], json={"ref": payload["ref"]}, timeout=20)
    except httpx.ConnectError as away:
        raise TryAgain("The provider cannot be reached.") from away
    except httpx.TransportError as lost:
        raise OutcomeUnknown("The provider did not say.") from lost
    if answer.status_code == TOO_MANY:
        raise TryAgain("The provider is busy.")
    if answer.is_server_error:
        raise OutcomeUnknown("The provider broke.")
    if answer.is_error:
        raise GiveUp("The provider refused.")


register(ONCE, call, repeatable=False)
register(AGAIN, call, repeatable=True)


def start_worker_for(sink: Sink, *, concurrency: int = 1) -> Process:
    """A worker that does these jobs, and whatever else the product asks for; the test stops it."""
    command = [str(BIN / "celery"), "-A", "crm.celery", "worker", "-Q", "delivery,default", "-c", str(concurrency)]
    more = ["--without-gossip", "--without-mingle", "-I", "crm.testing.jobs"]
    return Process([*command, *more], SINK_URL=sink.address)
