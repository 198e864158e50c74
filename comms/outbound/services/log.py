"""The delivery log as somebody sees it: filtered, counted in one question, a page from a key on (F:I20)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from django.db.models import Count, QuerySet

from comms.outbound.models import Connector, Delivery
from comms.outbound.services.asking import job_of, key_of
from tenants.outbox.models import DeliveryLog
from tenants.staff.models import User

PAGE, MOST_TRIES = 50, 50
State = Delivery.State


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; an odd value narrows to nothing it would mean, and is left out."""

    state: str = ""
    connector: int | None = None
    before: int | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        state = query.get("state", "")
        return cls(
            state if state in State.values else "", _number(query.get("system")), _number(query.get("before"))
        )

    def of_system(self, rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
        return rows.filter(connector=self.connector) if self.connector else rows


def page_of(user: User, asked: Asked) -> tuple[list[Delivery], int | None]:
    """The newest first, and the key from which the next page goes on; None at the end."""
    rows = asked.of_system(Delivery.objects.visible_to(user))
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.before:
        rows = rows.filter(pk__lt=asked.before)
    found = list(
        rows.select_related("connector", "lead").prefetch_related("lead__identities").order_by("-pk")[: PAGE + 1]
    )
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def counts(user: User, asked: Asked) -> dict[str, int]:
    """How many there are of each state: one GROUP BY, of the chosen system or of all."""
    rows = asked.of_system(Delivery.objects.visible_to(user))
    found = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    return {state: found.get(state, 0) for state in State.values}


def attempts_of(delivery: Delivery) -> list[DeliveryLog]:
    """The newest first."""
    job = job_of(delivery.connector.kind, delivery.event)
    return list(
        DeliveryLog.objects.filter(job__key=key_of(job, delivery.reference)).order_by("-attempt", "-pk")[:50]
    )


def systems_of(user: User) -> QuerySet[Connector]:
    return Connector.objects.visible_to(user)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None
