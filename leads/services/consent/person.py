"""A lead is stopped as a person: itself, whatever becomes of its addresses, and each of those (H:G7)."""

from datetime import datetime

from django.db import transaction

from leads.models import Lead, Suppression
from leads.services.consent.in_step import reached_by
from leads.services.consent.keys import Address, itself
from leads.services.consent.stopping import hold_addresses, lift, suppress
from leads.services.holding import hold_lead
from leads.services.left_behind import owners_of
from leads.services.owners import lock_owners
from tenants.staff.models import User


@transaction.atomic
def stop_lead(lead_pk: int, *, channel: str = "", source: str, by: User, now: datetime) -> int:
    """They asked us to stop, by `channel` or at all; 0 when it was so. Raises NotThere, NotAllowed, InvalidData."""
    hold_to_stop(lead_pk)
    lead, by = hold_lead(lead_pk, by=by)
    about = {"channel": channel, "source": source, "lead": lead.pk}
    return suppress(of_lead(lead), reason=Suppression.Reason.ASKED, by=by, now=now, **about)


@transaction.atomic
def lift_lead(lead_pk: int, *, source: str, by: User, now: datetime) -> int:
    """They want to hear from us again; how many stops ended. Raises as `stop_lead`, and as `lift`."""
    hold_to_stop(lead_pk)
    lead, by = hold_lead(lead_pk, by=by)
    return lift(of_lead(lead), source=source, lead=lead.pk, by=by, now=now)


def of_lead(lead: Lead) -> list[Address]:
    """What it is stopped by: itself, whoever was merged into it, and its own addresses. One query."""
    merged = Lead.objects.filter(merged_into=lead).order_by("pk").values_list("pk", flat=True)
    reached = [(one.kind, one.value) for one in lead.identities.all() if one.is_valid]
    return [*map(itself, (lead.pk, *merged)), *reached]


def hold_to_stop(lead_pk: int) -> None:
    """Before a lead is stopped: nobody arrives by its addresses, its owner stays, and then all leads that hear of
    the stop are held at once, by key. One after the other they would wait for whoever moves several (H:A14)."""
    lead = Lead.objects.filter(pk=lead_pk).first()
    if lead is None:
        return
    addresses = of_lead(lead)
    hold_addresses(addresses)
    lock_owners(owners_of([lead_pk]))
    reached = Lead.objects.filter(pk__in=reached_by(addresses)).order_by("pk")
    list(reached.select_for_update(no_key=True).values("pk"))
