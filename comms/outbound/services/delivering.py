"""One delivery: claimed in one transaction, told outside it, settled in another, as its job is (HOUSE 7).

Telling an own system twice and an upsert do no harm, so an abandoned try is made again; tags are added by a job of
its own that is not repeatable: when nobody knows whether they arrived it is `unknown` (INTEGRATIONS 10, H:S2).
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from comms.outbound.models import Connector, Delivery
from comms.outbound.services import standing
from comms.outbound.services.asking import GHL, GHL_TAGS, KINDS, OWN
from comms.outbound.services.carrying import add_tags, bring_up_to_date, tell_own
from comms.outbound.services.ladders import STANDING, next_try
from comms.outbound.services.settling import keep_contact, settle
from comms.providers import base
from crm.lib.errors import ProviderError
from leads.models import Lead
from tenants.outbox.handlers import LEAD_PROCESSING, Ended, OutcomeUnknown, TryAgain, register, three_more
from tenants.outbox.services.work import worker_name

State, Standing = Delivery.State, Connector.State
Carry = Callable[[Delivery, datetime], str]


class Later(TryAgain):
    """`after`: when it is tried again, None for no more. `is_free`: the try does not count."""

    def __init__(self, said: str, after: timedelta | None, *, is_free: bool):
        super().__init__(said)
        self.after, self.is_free = after, is_free


def register_delivering() -> None:
    about = {"ready": ready, "ended": ended, "wait": wait, "queue": LEAD_PROCESSING}
    register(OWN, carried(tell_own), repeatable=True, closed=closed, **about)
    register(GHL, carried(bring_up_to_date), repeatable=True, **about)
    register(GHL_TAGS, carried(add_tags), repeatable=False, **about)


def closed(now: datetime) -> Q:
    """The jobs of connectors that rest or stand still, of all our kinds: nobody claims them."""
    resting = Connector.objects.exclude(state=Standing.REMOVED).closed(now)
    return Q(kind__in=KINDS, payload__connector__in=list(resting.values_list("pk", flat=True)))


def ready(payload: Mapping[str, object], now: datetime) -> bool | datetime:
    """Part of the claim."""
    delivery = _hold(payload)
    if delivery is None:
        return False
    connector = delivery.connector
    if connector.state == Standing.REMOVED:
        Delivery.objects.filter(pk=delivery.pk).update(state=State.FAILED, code="removed", ended_at=now)
        return False
    if connector.state != Standing.OPEN:
        return now + STANDING
    if connector.paused_until and connector.paused_until > now:
        return connector.paused_until
    columns = {"state": State.PROCESSING, "attempts": delivery.attempts + 1, "tried_at": now}
    Delivery.objects.filter(pk=delivery.pk).update(**columns, worker=worker_name())
    return True


def carried(carry: Carry) -> Callable[[Mapping[str, object]], str]:
    """As the outbox wants it: what could not be told says itself when it is tried again."""

    def do(payload: Mapping[str, object]) -> str:
        rows = Delivery.objects.select_related("connector", "lead")
        delivery = rows.get(reference=UUID(str(payload["delivery"])))
        try:
            return carry(delivery, timezone.now())
        except base.OutcomeUnknown as lost:
            raise OutcomeUnknown(str(lost)) from lost
        except ProviderError as no:
            tries = delivery.attempts - delivery.free_tries
            following = next_try(no, tries, is_own=delivery.connector.is_own)
            raise Later(str(no), following.after, is_free=following.is_free) from no

    return do


def wait(attempt: int, error: Exception | None) -> timedelta | None:
    return error.after if isinstance(error, Later) else three_more(attempt, error)


def ended(told: Ended) -> None:
    """Part of the transaction that records the outcome. What is told after the claim ran out changes nothing: the
    job is somebody else's, or for people, by then."""
    _hold_lead(told.payload)
    delivery = _hold(told.payload)
    if delivery is None or told.late:
        return
    cause = told.error.__cause__ if told.error else None
    settle(delivery, told, cause)
    if told.error is None and told.result is not None:
        standing.worked(delivery.connector)
        keep_contact(delivery, str(told.result), now=told.at)
    elif isinstance(cause, ProviderError):
        standing.failed(delivery.connector_id, cause, now=told.at)


def _hold_lead(payload: Mapping[str, object]) -> None:
    """Before the delivery, as whoever deletes or merges leads does: who they are there is written beside it."""
    about = Delivery.objects.filter(reference=UUID(str(payload["delivery"])), connector__kind=Connector.Kind.GHL)
    list(Lead.objects.select_for_update(no_key=True).filter(pk__in=about.values("lead")).values_list("pk"))


def _hold(payload: Mapping[str, object]) -> Delivery | None:
    rows = Delivery.objects.select_for_update(of=("self",), no_key=True).select_related("connector")
    return rows.filter(reference=UUID(str(payload["delivery"]))).first()
