"""A lead that a webhook told of is fetched: asked outside every transaction, taken in one (F:I15)."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from attribution.meta_leads.models import InstantLead
from attribution.meta_leads.services.knowing import FETCH
from attribution.meta_leads.services.opening import pages_of
from attribution.meta_leads.services.resting import rests_until
from attribution.meta_leads.services.standing import Fate, of_lead
from attribution.meta_leads.services.taking import take
from attribution.meta_leads.services.troubles import failed
from attribution.providers.meta_leads.base import MetaRefused
from tenants.outbox.handlers import Payload, TryAgain, register


class Later(TryAgain):
    """Meta shows it later, maybe."""

    def __init__(self, why: str, after: timedelta):
        super().__init__(why)
        self.after = after


def register_fetching() -> None:
    register(FETCH, fetch, repeatable=True, while_suspended=True, ready=ready, wait=wait)


def ready(payload: Payload, now: datetime) -> bool | datetime:
    """Nothing is asked for what is known already, nor for a page that is broken: mending it asks for all anew."""
    row = InstantLead.objects.filter(leadgen_id=payload["leadgen_id"], state=InstantLead.State.WAITING)
    found = row.select_related("connection").first()
    if found is None or found.connection is None or found.connection.state == "broken":
        return False
    return rests_until(found.connection, now=now) or True


def fetch(payload: Payload) -> str:
    row = InstantLead.objects.select_related("connection").get(leadgen_id=payload["leadgen_id"])
    try:
        filled = pages_of(row.connection).lead(row.leadgen_id)
    except MetaRefused as refused:
        return _refused(row, refused, now=timezone.now())
    return take(row.leadgen_id, filled, now=timezone.now())


def wait(attempt: int, error: Exception | None) -> timedelta | None:
    return error.after if isinstance(error, Later) else timedelta(minutes=min(attempt, 60))


def _refused(row: InstantLead, refused: MetaRefused, *, now: datetime) -> str:
    failed(row.connection_id, refused, now=now)
    with transaction.atomic():
        held = InstantLead.objects.select_for_update().get(pk=row.pk)
        if held.state != InstantLead.State.WAITING:
            return held.state
        held.attempts, held.trouble = min(held.attempts + 1, 10_000), str(refused)[:40]
        said = of_lead(
            refused, attempts=held.attempts, first_at=held.first_at, now=now, chance=secrets.randbelow(100) / 100
        )
        if said.fate is Fate.UNFETCHED:
            held.state = InstantLead.State.UNFETCHED
        held.save(update_fields=["attempts", "trouble", "state"])
    if said.fate is Fate.AGAIN:
        raise Later(str(refused), said.after)
    return held.state
