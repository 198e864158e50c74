"""Asking for other systems to be told: a Delivery and its Job in the transaction of the cause, once for a cause."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from comms.outbound.catalogue import TAGS
from comms.outbound.models import Connector, Delivery
from tenants.context import current_clinic
from tenants.outbox.services.enqueue import enqueue_many
from tenants.services.rows import put

OWN, GHL, GHL_TAGS = "outbound.own", "outbound.ghl", "outbound.ghl_tags"
KINDS = (OWN, GHL, GHL_TAGS)


@dataclass(frozen=True)
class Wanted:
    """`cause` is what makes it one thing: the same cause is told to the same system once, however often asked."""

    connector: int
    kind: str  # of the connector
    event: str
    lead: int | None
    about: Mapping[str, object]
    cause: str

    @property
    def reference(self) -> UUID:
        return uuid5(current_clinic().uuid, f"{self.connector}:{self.event}:{self.cause}")

    @property
    def job(self) -> str:
        return job_of(self.kind, self.event)


def job_of(kind: str, event: str) -> str:
    if kind == Connector.Kind.OWN:
        return OWN
    return GHL_TAGS if event == TAGS else GHL


def key_of(job: str, reference: UUID) -> str:
    return f"{job}:{reference}"


def ask_for(wanted: Iterable[Wanted], *, now: datetime) -> None:
    """Part of the caller's transaction; in as many statements for many as for one of each kind."""
    rows = list(wanted)
    if not rows:
        return
    put(Delivery, *(_row(one, now) for one in rows), ignore_conflicts=True)
    for job in KINDS:
        payloads = {
            key_of(job, one.reference): {"delivery": str(one.reference), "connector": one.connector}
            for one in rows
            if one.job == job
        }
        if payloads:
            enqueue_many(job, payloads, due_at=now)


def _row(one: Wanted, now: datetime) -> dict[str, object]:
    return {
        "connector_id": one.connector,
        "lead_id": one.lead,
        "event": one.event,
        "reference": one.reference,
        "about": dict(one.about),
        "created_at": now,
    }
