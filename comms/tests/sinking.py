"""A carrier that hands messages to the SINK, and a child of this process that sends and is killed at a point."""

from collections.abc import Callable

import httpx
from django.utils import timezone

from comms import carriers
from comms.providers.base import OutcomeUnknown, Outgoing, Receipt
from comms.services import sending
from crm.testing.forks import die, in_a_child
from crm.testing.processes import until
from crm.testing.sinks import Sink
from tenants.context import clinic_context
from tenants.models import Clinic
from tenants.outbox import handlers
from tenants.outbox.services import work
from tenants.outbox.services.places import a_place


class SinkLine:
    """The only truth about what arrived is what the SINK has on its disk."""

    def __init__(self, sink: Sink):
        self._address = sink.address

    def send(self, message: Outgoing) -> Receipt:
        try:
            answer = httpx.post(self._address, json={"ref": message.reference}, timeout=5)
        except httpx.TransportError as lost:
            raise OutcomeUnknown(type(lost).__name__) from lost
        if answer.status_code >= 500:
            raise OutcomeUnknown("500")
        return Receipt(f"wamid.{message.reference}")


def _before_the_claim() -> None:
    """Inside the transaction of the claim, before its commit."""
    _replace(ready=lambda payload, now: die())


def _after_its_commit() -> None:
    _replace(do=lambda payload: die())


def _after_the_provider_accepted() -> None:
    _replace(do=lambda payload: (sending.send(payload), die()))


def _before_the_records_commit() -> None:
    """Everything of the record is written, and nothing committed."""
    _replace(ended=lambda told: (sending.ended(told), die()))


POINTS = {
    "before the claim": _before_the_claim,
    "after its commit": _after_its_commit,
    "after the provider accepted": _after_the_provider_accepted,
    "before the record's commit": _before_the_records_commit,
}


def _replace(**hooks: Callable[..., object]) -> None:
    known = handlers._handlers[sending.SEND]
    handlers._handlers[sending.SEND] = handlers.Handler(**{**known.__dict__, **hooks})


def send_and_die(clinic: Clinic, sink: Sink, point: str) -> int:
    """The signal that ended a child which sends what is due; nothing of this process goes with it."""

    def send() -> None:
        POINTS[point]()
        deliver(clinic, sink)

    return in_a_child(send)


def _has_place(clinic: Clinic) -> bool:
    with clinic_context(clinic), a_place() as has_place:
        return has_place


def deliver(clinic: Clinic, sink: Sink) -> None:
    """Send what is due, as a worker does."""
    line = SinkLine(sink)
    until(lambda: _has_place(clinic))  # what a killed worker's connection held is free once the server has noticed
    carriers._makers["whatsapp", "test.whatsapp"] = lambda account, values: line
    carriers.use = lambda kind: {}
    with clinic_context(clinic):
        work.run_due(now=timezone.now())
