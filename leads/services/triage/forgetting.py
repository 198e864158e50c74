"""Filled traps and declined arrivals are kept for 30 days (F:T24)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from leads.models import LeadPayload
from leads.services.triage.deciding import Decision
from tenants.audit.services.record import record

KEPT = timedelta(days=30)
BATCH, BATCHES = 1000, 50  # rows in one transaction; transactions of one run


def forget_old(*, now: datetime) -> int:
    """Delete them, a batch at a time, with one line in the trail that says how many; returns that number."""
    gone = 0
    for _ in range(BATCHES):
        went = _forget_some(now)
        gone += went
        if went < BATCH:
            break
    if gone:
        record("arrivals.removed", note=str(gone))
    return gone


@transaction.atomic
def _forget_some(now: datetime) -> int:
    """Whoever takes one back meanwhile waits, and finds it gone; one that was just taken back stays."""
    pks = list(_old(now).order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
    LeadPayload.objects.filter(pk__in=pks).delete()
    return len(pks)


def _old(now: datetime) -> QuerySet[LeadPayload]:
    until = now - KEPT
    trapped = Q(held_for=LeadPayload.HeldFor.TRAP, decision="", received_at__lte=until)
    declined = Q(decision=Decision.DECLINED, decided_at__lte=until)
    return LeadPayload.objects.filter(trapped | declined, lead=None)
