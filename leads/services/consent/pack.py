"""Leads that were stopped before the person had a stop of their own."""

from django.utils import timezone

from leads.models import Lead, Suppression
from leads.services.consent.keys import itself, key_of
from leads.services.consent.stops import suppressed_of

BATCH = 1000
SOURCE = "before"


def stops_pack() -> None:
    """After a migration: who is stopped and has no row that says so gets one. Safe to repeat."""
    now, after = timezone.now(), 0
    stopped = Lead.objects.filter(do_not_contact=True, merged_into=None).order_by("pk").values_list("pk", flat=True)
    while some := list(stopped.filter(pk__gt=after)[:BATCH]):
        after = some[-1]
        row = {"is_on": True, "reason": Suppression.Reason.ASKED, "source": SOURCE, "at": now}
        Suppression.objects.bulk_create(
            Suppression(address_key=key_of(*itself(lead)), lead_id=lead, **row)
            for lead in sorted(set(some) - suppressed_of(some))
        )
