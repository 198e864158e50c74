"""Other systems of a clinic, and the worker that tells them."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.utils import timezone

from comms.outbound.catalogue import OF_CONTACT
from comms.outbound.models import Connector, Delivery
from comms.outbound.services.asking import Wanted, ask_for
from comms.outbound.services.hearing import forget_listeners
from comms.outbound.services.secrets import give_secret
from leads.models import Lead
from tenants.context import clinic_context
from tenants.models import Clinic
from tenants.outbox.handlers import LEAD_PROCESSING
from tenants.outbox.services import work

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LOCATION = "ve9EPM428h8vShlRW1KT"


def make_system(clinic: Clinic, address: str = "https://system.example/hook", **fields: object) -> Connector:
    with clinic_context(clinic):
        known = {
            "kind": "own",
            "name": "Our system",
            "events": list(OF_CONTACT),
            "created_at": timezone.now(),
            **fields,
        }
        row = Connector(address=address, **known)
        row.secret = give_secret(row)  # for the test alone: the product forgets it
        row.save()
        forget_listeners()
        return row


def make_delivery(clinic: Clinic, system: Connector, *, lead: Lead | None = None, **fields: object) -> Delivery:
    """With its job, due now; `fields` are what became of it."""
    with clinic_context(clinic):
        cause = f"test:{Delivery.objects.count()}"
        event = str(fields.pop("event", "lead.created"))
        about = {"lead_id": lead.pk if lead else None}
        wanted = Wanted(system.pk, system.kind, event, lead.pk if lead else None, about, cause)
        ask_for([wanted], now=timezone.now())
        Delivery.objects.filter(reference=wanted.reference).update(**fields) if fields else None
        return Delivery.objects.get(reference=wanted.reference)


def tell_due() -> int:
    return work.run_due(now=timezone.now(), queue=LEAD_PROCESSING)


def answers(*statuses: int) -> Callable:
    """A server that answers one status after the other, the last one for ever."""
    left = list(statuses)

    def talk(one, request):
        status = left.pop(0) if len(left) > 1 else left[0]
        one.sendall(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())

    return talk
